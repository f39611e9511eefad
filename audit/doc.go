// Package audit makes the entries of the log.
//
// Every act of the desk leaves one entry, written in the act's own transaction: the final bytes of a
// leaf, which say what kind of act it was, when, and which facts belong to it. A leaf holds no personal
// data. Codes, counts and versions stand in it plainly; identities and content stand in it as
// commitments under a salt of the leaf's own, which is kept beside the leaf and erased with the person's
// data. Whoever has the salt and the value can show that the leaf speaks of it; without the salt nobody
// can, however few values are possible.
//
// The package makes and reads leaves and nothing else. What an act must record is said by the packages
// that act, keeping the entry is the store's work, and numbering, hashing and signing come after the act
// and change no byte that was made here.
//
// Start with Recorder, which makes an Entry, and Parse, which reads a Leaf back. The format is described
// in docs/log-format.md, closely enough to write a check in another language.
package audit
