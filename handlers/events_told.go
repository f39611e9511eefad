package handlers

import (
	"encoding/json"
	"slices"

	"shinsa/review"
)

// goneState is the state of what is not to be seen any more: its applicant corrects it, or it was erased.
const goneState = "gone"

// told is one message to those who follow: how submissions stand after something changed, and the counts. It
// says nothing that the queue's page does not. One without rows is a sign of life.
type told struct {
	ID     string         `json:"id"`
	Rows   []toldRow      `json:"rows,omitempty"`
	Counts map[string]int `json:"counts,omitempty"`
	// Missed says that more changed than is told.
	Missed bool `json:"missed,omitempty"`

	text []byte // the same in JSON, for everybody who holds nothing of it
}

// sign is a sign of life.
func sign(id string) *told { return (&told{ID: id}).written() }

// written puts it into JSON, once for all who are told.
func (t *told) written() *told {
	t.text = encoded(t)
	return t
}

// toldRow is a submission as it stands. Times are in microseconds of the server's clock, or as the page shows them.
type toldRow struct {
	Ref    string `json:"ref"`
	State  string `json:"state"` // as listed, or "gone"
	Kind   string `json:"kind,omitempty"`
	Since  int64  `json:"since,omitempty"`  // when it came to be listed under the state
	Holder string `json:"holder,omitempty"` // the name
	Mine   bool   `json:"mine,omitempty"`   // the one who follows holds it
	Until  string `json:"until,omitempty"`
	Kept   string `json:"kept,omitempty"`  // the name of whom it is kept for while nobody holds it
	ForMe  bool   `json:"forMe,omitempty"` // that is the one who follows
	Said   int64  `json:"said,omitempty"`  // when somebody last wrote a comment

	holder, keptFor review.StaffID
}

// of is the message as one person gets it. All but those who hold something of it, or for whom something of it is
// kept, get the same bytes.
func (t *told) of(person review.StaffID) []byte {
	mine := func(r toldRow) bool { return r.holder == person && person != "" }
	forMe := func(r toldRow) bool { return r.keptFor == person && person != "" }
	if !slices.ContainsFunc(t.Rows, mine) && !slices.ContainsFunc(t.Rows, forMe) {
		return t.text
	}
	own := &told{ID: t.ID, Counts: t.Counts, Missed: t.Missed, Rows: slices.Clone(t.Rows)}
	for i := range own.Rows {
		own.Rows[i].Mine, own.Rows[i].ForMe = mine(own.Rows[i]), forMe(own.Rows[i])
	}
	return encoded(own)
}

func encoded(t *told) []byte {
	text, err := json.Marshal(t)
	if err != nil { // texts and numbers alone
		panic(err)
	}
	return text
}
