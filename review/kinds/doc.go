// Package kinds holds the kinds of documents as data: their sides, fields, checklist, reasons and reminders.
//
// A kind is one YAML file, shipped in data/ or laid into an operator's folder. This package reads and checks
// the files, gives every kind a version, and keeps the set in force while files change. It holds no sentence:
// files name word ids, and the words come from the catalogue through the interface Words. It decides nothing:
// package review asks it what a kind demands, and compares the answers itself.
//
// A kind, once loaded, is never changed; its snapshot holds structure and words of all languages, so that a
// decision can be shown years later exactly as its author saw it.
//
// Start with Kind, then Load and Live. docs/kinds.md shows how a kind is added.
package kinds
