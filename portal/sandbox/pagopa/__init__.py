"""pagoPA: GPD keeps the debts, Checkout and the PSP counter collect, the Node makes receipts and brings them to the ente."""
