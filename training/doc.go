// Package training lets people practise the desk's work on drawn specimens whose truth is known.
//
// It stands beside package review and not in it. A case of a training set is no submission: it has no reference,
// no claim, no decision and no log entry, and the tables that keep it are its own. Whatever reads submissions
// (queues, figures, exports, mails, retention) cannot meet one, because there is none to meet. What it shares
// with the desk are the kinds, the rules for deciding, the guard, and the page on which one works.
//
// A case is drawn anew whenever it is looked at, from the set's seed; kept are the answers and what of the truth
// they found. Nothing in it is about a real person but who practised, and how it went.
//
// Start with Set, Judge and Room.
package training
