// Sends the form that carries a login message; the page has a button for who has no JavaScript.
document.getElementById("passaggio").submit();
