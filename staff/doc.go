// Package staff owns the accounts of the people who work at the desk: how they come to be, sign in, and
// lose what they could do.
//
// It decides on passwords, sessions, one-time links, roles that wait for a supervisor's agreement, and
// what must stay true of the staff as a whole (the last administrator stays; nobody changes his own
// role). What a role may do is package policy's answer, asked through Guard. Keeping rows is the store's
// work, carrying letters to their holders the outbox's, cookies the handlers'.
//
// A caller may rely on this: whatever changes an account, a session or a link stands in the log in the
// same transaction; no password, token or link is stored or logged, only what proves it; and a refused
// sign-in looks the same and costs the same whether or not the account exists.
//
// Where mail is set up, nobody but its holder sees a one-time link that was asked for on the page: see
// Letter.
//
// Start with Account, Session and Service, then Store, which says what a database must hold to.
package staff
