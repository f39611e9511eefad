package views

import (
	"net/url"
	"strings"

	"shinsa/public"
	"shinsa/views/words"
)

// Page is what every page has. The models of pages embed it.
type Page struct {
	Lang  string // of the reader: "en" or "ja"
	Title string
	Words *words.Catalogue
	// Path is the page's own path, for the language switch. On a lookup link it holds the secret, and
	// goes nowhere but into this page.
	Path  string
	Query string // kept by the language switch
	Demo  bool
	// Training marks the pages on which nothing is in earnest.
	Training bool
	// CSRF is the token that every form of a signed-in person carries; empty for applicants.
	CSRF string
	// FormOf names in every form the signed-in person for whom it was made.
	FormOf   string
	Staff    *StaffBar // nil for applicants and before sign-in
	Flash    Flash
	Operator string // name
	Contact  string
	Styles   []string // file names in public, after base.css
	// LateStyles are for what is not in the first frame: a script brings them after it, and without scripts
	// they come with the others.
	LateStyles []string
	Scripts    []string // ES modules in public
	Keys       Keys     // of the person who reads
	// Keeps is the id of the page's form whose fields are kept when somebody goes elsewhere from it: what leads
	// there are buttons of this form then, so that it works without scripts. Empty for links.
	Keeps string
	// KeepsEnter is where Enter sends that form, if not where its other buttons do.
	KeepsEnter string
	Finds      bool   // the head has a search, whose results open in a tab of their own
	NoIndex    bool   // pages that must not be found or kept: lookup links and all of the staff's
	Looking    bool   // the order of looking is recorded; who is told of it reads it here
	Live       string // up to when the page knows what changed at the desk, for its script; empty on pages that do not follow
}

// StaffBar is the bar on top of the staff's pages.
type StaffBar struct {
	Name    string
	Role    string
	Section string // which entry is lit: "queue", "audit", "stats", "export", "team", "phrases", "training", "lookup", "staff", "outbox", "account"
	Links   []NavLink
	Home    string // where the person's work begins
	Glance  string // how the queue stands, in a few words; empty where that is not known
	Unread  int    // overturns of the person's decisions of which he has not read; 0 says nothing
	Undo    *Undo  // what the person decided a moment ago; nil for nothing
}

// NavLink is an entry of the bar.
type NavLink struct{ Section, Href, Word string }

// Flash is one sentence about what has just happened.
type Flash struct {
	Kind string // "ok", "warn" or "bad"; empty for none
	Text string
}

// T gives the words of an id in the reader's language; args are pairs of placeholder and value.
func (p Page) T(id string, args ...any) string { return p.Words.Text(p.Lang, id, args...) }

// In gives the words of an id in another language.
func (p Page) In(lang, id string, args ...any) string { return p.Words.Text(lang, id, args...) }

// SwitchHref is the address of this page in another language. Whatever stands in the path, it is one of
// this server: a browser takes a backslash for a slash, and two slashes for another host.
func (p Page) SwitchHref(lang string) string {
	q, _ := url.ParseQuery(p.Query)
	q.Set("lang", lang)
	path := url.URL{Path: "/" + strings.TrimLeft(p.Path, "/")}
	return path.EscapedPath() + "?" + q.Encode()
}

// Languages are what the switch offers, each in its own words.
func (p Page) Languages() []Language {
	return []Language{{"en", "English"}, {"ja", "日本語"}}
}

// Language is a language that pages can be read in.
type Language struct{ Code, Name string }

func asset(name string) string { return public.Path(name) }

// lines splits a text for display, so that its line breaks are kept without markup in it.
func lines(s string) []string { return strings.Split(s, "\n") }

// windowTitle names the page and whose it is: applicants know the operator, staff know the desk.
func windowTitle(p Page) string {
	if p.Training {
		return p.T("training.band-short") + " · " + p.Title + " · shinsa"
	}
	if p.Staff == nil && p.Operator != "" {
		return p.Title + " · " + p.Operator
	}
	return p.Title + " · shinsa"
}

// keysWord tells the scripts when a person has switched the keys off.
func keysWord(p Page) string {
	if p.Keys.Off {
		return "off"
	}
	return "on"
}

func bodyClass(p Page) string {
	if p.Training {
		return "desk training"
	}
	if p.Staff != nil {
		return "desk"
	}
	return "public"
}
