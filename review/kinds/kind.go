package kinds

import (
	"encoding/json"
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
	// Regions says where something is printed on this side, for turning the view of the image there: by the
	// id of the field, or of the item that looks at it. They are approximate: layouts move by a few per cent
	// from year to year, and lie generously around what is printed.
	Regions map[string]Regions `json:"regions,omitempty"`
}

// Aspect is the ratio of width to height of the upright document, and the range in which a picture of it
// is not remarkable. It is the document's outline, within which its regions lie: for a card of ISO/IEC 7810,
// size ID-1, 85.60 by 53.98 mm, the ratio is 1.586.
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

// Fits says whether a ratio lies in the range. A zero Aspect takes every ratio.
func (a Aspect) Fits(ratio float64) bool { return a == Aspect{} || a.From <= ratio && ratio <= a.To }

// Regions are the rectangles of one thing, which may be printed in several places.
type Regions []Region

// Bounds is the smallest rectangle around all of them; false for none.
func (r Regions) Bounds() (Region, bool) {
	if len(r) == 0 {
		return Region{}, false
	}
	x0, y0, x1, y1 := r[0].X, r[0].Y, r[0].X+r[0].W, r[0].Y+r[0].H
	for _, s := range r[1:] {
		x0, y0, x1, y1 = min(x0, s.X), min(y0, s.Y), max(x1, s.X+s.W), max(y1, s.Y+s.H)
	}
	return Region{x0, y0, x1 - x0, y1 - y0}, true
}

// MarshalJSON writes a single rectangle as such, as all were before there could be several.
func (r Regions) MarshalJSON() ([]byte, error) {
	if len(r) == 1 {
		return json.Marshal(r[0])
	}
	return json.Marshal([]Region(r))
}

// UnmarshalJSON reads both forms.
func (r *Regions) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		*r = make(Regions, 1)
		return json.Unmarshal(data, &(*r)[0])
	}
	return json.Unmarshal(data, (*[]Region)(r))
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
	// Timed items are acts rather than looks: when they were answered is kept with the decision.
	Timed bool `json:"timed,omitempty"`

	setting string // without which the item is not there; see Load
}

// LapsedInquiry is the setting with which reviewers ask the authority whether a card's number has lapsed.
const LapsedInquiry = "lapsed-inquiry"

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
	// were sent or that the kind requires. See OfPicture for what a reviewer's marks change.
	Sides  []string `json:"sides,omitempty"`
	Fields []string `json:"fields,omitempty"` // what to look at again in the form
}

// OfPicture says that the reason finds fault with a picture and not with the document in it: where a reviewer pinned it
// to places on some sides, the other sides need no new picture.
func (r Reason) OfPicture() bool { return r.Group == groupImage && r.Mends == NewImage }

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

// FieldRegions says where a field is printed on a side.
func (k *Kind) FieldRegions(side, field string) Regions {
	s, _ := k.Side(side)
	return s.Regions[field]
}

// ItemRegions says what of a side an item looks at: the region of its own id, else its field's. There is none
// for an item that looks at the whole, or not at this side.
func (k *Kind) ItemRegions(side string, i Item) Regions {
	s, ok := k.Side(side)
	if !ok || !slices.Contains(i.Sides, side) {
		return nil
	}
	if own := s.Regions[i.ID]; len(own) > 0 {
		return own
	}
	return s.Regions[i.Field]
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
