"""Holiday calendars of countries, their subdivisions and exchanges."""
