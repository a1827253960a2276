// Sends the form of the page by itself; without JavaScript its button does the same.
document.querySelector("form[data-invia]").submit();
