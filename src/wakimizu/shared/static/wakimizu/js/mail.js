/* The preview of a mail's words follows the typing: the form's own preview button is pressed when the hands rest.
   <form> … <button data-preview formaction formtarget> */

const REST = 700;
const button = document.querySelector("[data-preview]");
let resting;

button?.form.addEventListener("input", () => {
  clearTimeout(resting);
  resting = setTimeout(() => button.form.requestSubmit(button), REST);
});
