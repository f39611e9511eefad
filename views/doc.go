// Package views renders pages with templ.
//
// A page is a templ component that takes one model. Models hold what is shown: words, addresses,
// switches such as CanApprove; constructors fill them from the domain's values and are plain Go. Views
// take nothing from a context, call nothing that can fail and decide nothing. Words come from the
// catalogues in views/words by id.
//
// Start with Page and Layout.
package views
