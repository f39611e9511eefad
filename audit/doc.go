// Package audit makes the entries of the log.
//
// Every act of the desk leaves one entry, written in the act's own transaction: the final bytes of a
// leaf, which say what kind of act it was, when, and which facts belong to it. A leaf holds no personal
// data. Codes, counts and versions stand in it plainly; identities and content stand in it as
// commitments under a salt of the leaf's own, which is kept beside the leaf and erased with the person's
// data. Whoever has the salt and the value can show that the leaf speaks of it; without the salt nobody
// can, however few values are possible.
//
// What an act must record is said by the packages that act, and keeping the entry is the store's work. After the
// act a Sequencer numbers what waits, adds it to a Merkle tree (RFC 6962) and signs the tree's head, a Checkpoint;
// it changes no byte that was made here. A Proof shows to outsiders that a leaf is in the log, and a Verification
// recomputes a stored log from its leaves and names the first that differs.
//
// Start with Recorder, which makes an Entry, and Parse, which reads a Leaf back; then sequencer.go and verify.go.
// The formats are described in docs/log-format.md, closely enough to write a check in another language.
package audit
