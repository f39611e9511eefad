// Package policy answers who may do what.
//
// The answers stand in two files that a person can read without knowing Go: model.conf says how a line
// is read and what its conditions mean, policy.csv holds the lines. They are part of the binary, tried
// at start, and never changed while the program runs; Version names them, so that a decision can record
// under which table it was made.
//
// The package knows roles and the facts of an Object, and nothing of submissions, accounts or pages.
// Whether an act makes sense at this moment is the desk's own rule; what this package leaves to it is
// said in policy.csv. What is in doubt is denied: an unknown action, a missing fact or a failing rule
// gives an Answer that denies, and an error beside it.
//
// Start with Guard, then policy.csv. testdata/matrix.txt spells out every answer.
package policy
