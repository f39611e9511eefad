// Package outbox delivers after the act what an act has put into the outbox in its own transaction.
//
// A parcel holds ids only. What it says is opened when it goes: by the desk, which looks at the decision
// again, or, of a letter to somebody of the staff, by package staff, which makes the link only then.
//
// An outcome waits for ten seconds by this process's monotonic clock, from when the process first saw it:
// neither a clock that jumps ahead nor a restart makes it go early. Delivery is at least once: a process
// that dies between the mail server's answer and the commit sends the mail again.
//
// Start with Runner; Mailer is where mail goes.
package outbox
