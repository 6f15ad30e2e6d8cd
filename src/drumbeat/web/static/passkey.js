/* Passkeys: a form with data-passkey asks the browser for one and is sent with the answer.
   data-options names the element that holds the question, or the address that gives it. */
const asked = { create: (options) => webauthnJSON.create(options), get: (options) => webauthnJSON.get(options) };

/* A passkey belongs to a name: none is asked for on a bare address. */
const canAsk = () => "PublicKeyCredential" in window && !/^[\d.]+$|:/.test(location.hostname);

async function question(form) {
  const { options } = form.dataset;
  const written = document.getElementById(options);
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no question");
  return answer.json();
}

function makeResident(options, form) {
  const wanted = form.elements.passwordless?.checked ?? true;
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: wanted ? "required" : "discouraged",
    requireResidentKey: wanted,
    userVerification: wanted ? "required" : "preferred",
  });
}

async function answer(form) {
  const { creation_options: created, request_options: requested } = await question(form);
  const options = form.dataset.passkey === "create" ? created : requested;
  if (form.dataset.passkey === "create") makeResident(options, form);
  form.elements.credential.value = JSON.stringify(await asked[form.dataset.passkey](options));
  form.submit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const says = form.querySelector("[data-passkey-says]");
  if (canAsk()) form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.hidden = true;
    try {
      await answer(form);
    } catch {
      says.textContent = "The passkey was not used. Try again, or take another way.";
      says.hidden = false;
    }
  });
}
