package kinds

import (
	"regexp"
	"slices"
	"time"
)

// Kind is one kind of document. Kinds are shared by all who read a Set: do not change one.
type Kind struct {
	ID string `json:"id"`
	// Version is the first 12 hexadecimal digits of the SHA-256 of the snapshot. It changes with the
	// structure and with every word of the kind, in any language, and with nothing else.
	Version string `json:"-"`
	Order   int    `json:"order,omitempty"` // place in lists, ascending
	// Historic says that the document is out of use by law: it is taken in with a finding.
	Historic bool   `json:"historic,omitempty"`
	Offered  Period `json:"offered,omitzero"` // when applicants may choose it
	// MyNumber says that the document may also be a My Number card: the applicant is asked, and shown how
	// to cover the number (Act on the Use of Numbers, articles 19 and 20: it must not be collected).
	MyNumber bool `json:"my_number,omitempty"`
	// SecondLook lists the outcomes (approve, reject) that need the agreement of a second reviewer.
	SecondLook []string `json:"second_look,omitempty"`
	Sides      []Side   `json:"sides"`
	Fields     []Field  `json:"fields"`
	Reminders  []string `json:"reminders,omitempty"`
	Checklist  []Item   `json:"checklist"`
	Reasons    []Reason `json:"reasons"`

	words    SnapshotWords
	snapshot []byte
}

// Side is a side of the document, of which an applicant sends one image.
type Side struct {
	ID    string `json:"id"`
	Words string `json:"words,omitempty"` // stands in the word ids in place of ID, where set
	// Required demands an image of this side; RequiredIf demands one when that yes/no field says yes.
	Required   bool   `json:"required,omitempty"`
	RequiredIf string `json:"required_if,omitempty"`
	Aspect     Aspect `json:"aspect,omitzero"`
	// Regions says where a field is printed on this side, for lighting up the place on the image. They are
	// approximate: layouts move by a few per cent from year to year.
	Regions map[string]Region `json:"regions,omitempty"`
}

// Aspect is the ratio of width to height of the upright document, and the range in which a picture of it
// is not remarkable.
type Aspect struct {
	Ratio float64 `json:"ratio"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
}

// Region is a rectangle in fractions of the document's width and height, from the top left corner.
type Region struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// FieldType says how a field is typed, checked and compared.
type FieldType string

// The types of fields.
const (
	Name    FieldType = "name"
	Address FieldType = "address"
	Room    FieldType = "room"
	Date    FieldType = "date"
	Number  FieldType = "number"
	YesNo   FieldType = "yesno" // the values are "yes" and "no"
)

// Field is something that the applicant types as it is printed on the document.
type Field struct {
	ID       string    `json:"id"`
	Words    string    `json:"words,omitempty"` // as in Side
	Type     FieldType `json:"type"`
	Required bool      `json:"required,omitempty"`
	// Sensitive asks pages to show the value masked where the whole is not needed.
	Sensitive bool `json:"sensitive,omitempty"`
	Max       int  `json:"max"` // longest value, in characters
	// Pattern is what a folded number must match; if it is Soft, a number that does not is a finding
	// (warn) and not refused.
	Pattern   string      `json:"pattern,omitempty"`
	Soft      bool        `json:"soft,omitempty"`
	Specimens []string    `json:"specimens,omitempty"` // published specimen numbers: a finding (warn)
	Checks    []DateCheck `json:"checks,omitempty"`

	pattern *regexp.Regexp
}

// Item is a question of the checklist, answered yes, no or, where NA is set, n.a.
type Item struct {
	ID    string   `json:"id"`
	Words string   `json:"words,omitempty"` // as in Side
	Sides []string `json:"sides,omitempty"` // where to look, in this order; none: not on the images
	Field string   `json:"field,omitempty"` // the typed field to compare with
	// Reasons are what a "no" proposes, the likeliest first.
	Reasons []string `json:"reasons"`
	NA      bool     `json:"na,omitempty"`
	// Individual items must be answered one by one: no "yes to all the rest" may cover them.
	Individual bool `json:"individual,omitempty"`
}

// What a reason lets the applicant mend.
const (
	NewImage      = "new-image"      // by new images of the reason's sides
	Edit          = "edit"           // by typing something else, or by new images if need be
	OtherDocument = "other-document" // by another or a renewed document
	Final         = "final"          // not at all
)

// The outcomes that a reason can stand beside.
const (
	Reject   = "reject"
	Resubmit = "resubmit"
	Escalate = "escalate"
)

// Supervisor is the only role that a reason can be kept for.
const Supervisor = "supervisor"

// Reason is a cause for a rejection, a resubmission or an escalation.
type Reason struct {
	ID       string   `json:"id"`
	Group    string   `json:"group"` // document, image, entry or application
	Outcomes []string `json:"outcomes"`
	// Role "supervisor" keeps rejecting and resubmitting with this reason for supervisors; escalating
	// with it is open to every reviewer. Empty: everybody who decides.
	Role  string `json:"role,omitempty"`
	Mends string `json:"mends"`
	// Sides are the sides whose image does not carry over into the next round. A reason with a single side
	// demands an image of it, even one that was not sent before; of several sides those are demanded that
	// were sent or that the kind requires.
	Sides  []string `json:"sides,omitempty"`
	Fields []string `json:"fields,omitempty"` // what to look at again in the form
}

// Fits says whether a reason may stand beside the outcome when a person of that role decides.
func (r Reason) Fits(outcome string, supervisor bool) bool {
	if !slices.Contains(r.Outcomes, outcome) {
		return false
	}
	return r.Role == "" || supervisor || outcome == Escalate
}

// Matches says whether a number, folded as compare.FoldNumber does, has the form of the document's number.
// A field without a pattern takes everything.
func (f Field) Matches(folded string) bool { return f.pattern == nil || f.pattern.MatchString(folded) }

// Regexp returns the compiled pattern, nil where the field has none.
func (f Field) Regexp() *regexp.Regexp { return f.pattern }

// Specimen says whether the folded number is one that was published as a specimen.
func (f Field) Specimen(folded string) bool { return slices.Contains(f.Specimens, folded) }

// Period is a span of days, both included; an empty end is open. The days are written as 2006-01-02.
type Period struct {
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
}

// Contains says whether the calendar day of t, in t's own time zone, lies in the period.
func (p Period) Contains(t time.Time) bool {
	day := t.Format(time.DateOnly)
	return (p.From == "" || p.From <= day) && (p.Until == "" || day <= p.Until)
}

// Side finds a side by its id.
func (k *Kind) Side(id string) (Side, bool) {
	return find(k.Sides, func(s Side) bool { return s.ID == id })
}

// Field finds a field by its id.
func (k *Kind) Field(id string) (Field, bool) {
	return find(k.Fields, func(f Field) bool { return f.ID == id })
}

// Item finds an item of the checklist by its id.
func (k *Kind) Item(id string) (Item, bool) {
	return find(k.Checklist, func(i Item) bool { return i.ID == id })
}

// Reason finds a reason by its id.
func (k *Kind) Reason(id string) (Reason, bool) {
	return find(k.Reasons, func(r Reason) bool { return r.ID == id })
}

// Region says where a field is printed on a side.
func (k *Kind) Region(side, field string) (Region, bool) {
	s, _ := k.Side(side)
	r, ok := s.Regions[field]
	return r, ok
}

// SideRequired says whether an image of the side must be there. The function answers for the yes/no field
// that the side asks for, and is not called for a side that asks for none.
func (k *Kind) SideRequired(side string, yes func(field string) bool) bool {
	s, ok := k.Side(side)
	return ok && (s.Required || s.RequiredIf != "" && yes(s.RequiredIf))
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}
