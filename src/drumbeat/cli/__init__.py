"""The shell: one program, one command for each verb."""
