// Package words holds every sentence that a person reads, one catalogue per language.
//
// A catalogue is a folder (en, ja) of YAML files, each a flat map from a dotted id to a text. A file has
// one subject; the same file name in both folders holds the same ids. Code names ids, never sentences, so
// that a page, a mail and a decision made years ago speak the reader's language.
//
// The package only finds and fills in texts. What a kind of document needs to be worded is checked by
// package kinds, which reads the catalogue through an interface of its own; how a date or a number is
// written is left to the views.
//
// Start with Load and Catalogue.Text. Match picks the language of a visitor.
package words
