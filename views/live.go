package views

import (
	"net/url"

	"github.com/a-h/templ"
)

// stateWords gives a script the words of every state of the queue.
func stateWords(p Page) templ.Attributes {
	words := templ.Attributes{}
	for _, s := range QueueStates() {
		words["data-state-"+string(s)] = p.T("state." + string(s))
	}
	return words
}

// signInAgain is where one signs in to come back to the page.
func signInAgain(p Page) string {
	next := p.Path
	if p.Query != "" {
		next += "?" + p.Query
	}
	return "/login?next=" + url.QueryEscape(next)
}
