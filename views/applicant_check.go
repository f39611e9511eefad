package views

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"shinsa/review"
	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// CheckModel is the last look at everything before it is sent.
type CheckModel struct {
	Applicant
	Rows        []CheckRow
	Email       string
	Pictures    []Picture
	NoPictures  bool
	Reminders   []string
	Missing     []Problem // what keeps it from being sent
	Refused     bool      // it was tried
	AskHouse    bool      // no room was typed: is it a house?
	House       string    // "yes", "no" or empty
	HouseError  string
	CanWithdraw bool
}

// CheckRow is a field with its value.
type CheckRow struct {
	ID, Label, Value string
	Extra            string // a date in the era's years, and the age
	Error            string
	Code             bool // a number, set in a face in which characters are told apart
}

// NewCheck makes the page. sent says that the applicant has just tried to send it, so that everything that
// is missing is said as an error; wrong is what was found then.
func NewCheck(a Applicant, v *review.ApplicantView, wrong review.FieldErrors, sent bool, today compare.Date) CheckModel {
	m := CheckModel{Applicant: a, Email: v.Email, CanWithdraw: v.CanWithdraw, House: v.Fields[review.FieldHouse], Refused: sent}
	if !sent {
		wrong = v.Missing
	}
	m.Rows = checkRows(a, v, wrong, today)
	m.Pictures = pictures(a, v.Kind, v.Images, 0)
	m.NoPictures = len(m.Pictures) == 0
	for _, r := range v.Kind.Reminders {
		m.Reminders = append(m.Reminders, v.Kind.Text(a.Lang, kinds.Reminder(r)))
	}
	_, hasRoom := v.Kind.Field(review.FieldRoom)
	m.AskHouse = hasRoom && v.Fields[review.FieldRoom] == ""
	if m.AskHouse {
		m.Keeps = "submit"
	}
	missing := slices.DeleteFunc(slices.Clone(wrong), func(w review.FieldError) bool {
		if w.Field != review.FieldHouse {
			return false
		}
		if sent || m.House == "no" { // it was asked, and the answer does not do
			m.HouseError = a.wrong(w)
		}
		return !sent
	})
	m.Missing = a.labelled(v.Kind, missing, a.mendAt)
	return m
}

// addRoom is where the form is sent to keep the answer and go to the field of the room.
func (m CheckModel) addRoom() templ.SafeURL {
	to := onwardTo(m.mendAt(review.FieldRoom))
	return templ.SafeURL(m.Link + "/submit?" + url.Values{Onward: {to}}.Encode())
}

// labelled are lines of the summary that begin with the field's label, since they stand away from it.
func (a Applicant) labelled(k *kinds.Kind, wrong review.FieldErrors, href func(field string) string) []Problem {
	var out []Problem
	for _, w := range wrong {
		text, label := a.wrong(w), ""
		if side, ok := strings.CutPrefix(w.Field, "image."); ok {
			label = sideName(a.Page, k, side)
		} else if f, ok := k.Field(w.Field); ok {
			label = k.Text(a.Lang, f.LabelID())
			if f.Type == kinds.YesNo { // the label is the question
				text, label = label, ""
			}
		} else if w.Field == review.FieldEmail {
			label = a.T("apply.identity.email.label")
		}
		if label != "" {
			text = a.T("apply.check.of", "label", label, "text", text)
		}
		if p := (Problem{Text: text, Href: href(w.Field)}); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func checkRows(a Applicant, v *review.ApplicantView, wrong review.FieldErrors, today compare.Date) []CheckRow {
	rows := make([]CheckRow, 0, len(v.Kind.Fields))
	for _, f := range v.Kind.Fields {
		r := CheckRow{ID: f.ID, Label: v.Kind.Text(a.Lang, f.LabelID()), Value: v.Fields[f.ID], Code: f.Type == kinds.Number}
		switch f.Type {
		case kinds.YesNo:
			if r.Value == "yes" || r.Value == "no" {
				r.Value = a.T("apply." + r.Value)
			}
		case kinds.Date:
			r.Extra = dateExtra(a.Page, f, r.Value, today)
		}
		if w, bad := wrong.Of(f.ID); bad {
			r.Error = a.wrong(w)
		}
		rows = append(rows, r)
	}
	return rows
}

// dateExtra says a date again in another way, so that a wrong year is noticed.
func dateExtra(p Page, f kinds.Field, value string, today compare.Date) string {
	d, err := compare.ParseDate(value)
	if err != nil {
		return ""
	}
	var parts []string
	if era := d.Era(); era != "" && p.Lang == "ja" {
		parts = append(parts, era)
	}
	if f.ID == review.FieldBirthDate && !today.Before(d) {
		parts = append(parts, p.T("apply.check.age", "n", d.Age(today)))
	}
	return strings.Join(parts, " · ")
}
