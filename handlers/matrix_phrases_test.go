package handlers

import (
	"fmt"
	"slices"
	"sync/atomic"

	"shinsa/review"
)

// phraseCount keeps the texts of phrases apart.
var phraseCount atomic.Int64

// phrase adds a saved phrase for notes, and gives its id: the desk's, or somebody's own.
func (d *testDesk) phrase(who, whose string) string {
	d.t.Helper()
	text, a := fmt.Sprint("phrase ", phraseCount.Add(1)), d.actor(who)
	p := review.Phrase{Use: review.ForNote, Owner: review.StaffID(whose), Texts: map[string]string{"": text}}
	if err := d.desk.AddPhrase(d.t.Context(), a, p); err != nil {
		d.t.Fatal(err)
	}
	all, err := d.desk.Phrases(d.t.Context(), a)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, old := range all { // there is room for so many, and a test asks hundreds of questions
		if len(all) > 50 && (old.Owner == "") == (whose == "") && old.Text("") != text {
			if err := d.desk.RemovePhrase(d.t.Context(), a, old.ID, old.Version); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	return all[slices.IndexFunc(all, func(p review.Phrase) bool { return p.Text("") == text })].ID
}

// onPhrase are the situations of a saved phrase.
func onPhrase() []situation {
	return []situation{
		{"unknown phrase", func(x *scene) { x.params["id"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no phrase at all", func(x *scene) { x.params["id"] = "phrase" }},
		{"the desk's phrase", func(x *scene) { x.params["id"] = x.phrase("supervisor", "") }},
		{"a colleague's own phrase", func(x *scene) { x.params["id"] = x.phrase("reviewer2", "own") }},
		{"an own phrase", func(x *scene) {
			x.params["id"] = x.phrase("reviewer2", "own")
			if who := x.account; who == "reviewer" || who == "supervisor" {
				x.params["id"] = x.phrase(who, "own")
			}
		}},
	}
}
