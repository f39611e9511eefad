package views

import (
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// FieldLine is a typed field as a reviewer reads it.
type FieldLine struct {
	ID, Label string
	Value     string // empty where nothing was typed
	Word      bool   // the value is a word of ours and not typed text
	Extra     string // worked out from it: the age, the era, how long it is still valid
	Level     string // of Extra: "", "warn" or "bad"
	Where     string // on which side it is meant to be found, where that depends
	Was       string // what stood there in the round before, where it was another
	Findings  []FindingTag
	CanCopy   bool
	Inquiry   string // address of the authority's inquiry about the number
	// Segments are Value in parts; none where it is a word of ours.
	Segments   []Segment
	Readings   []ReadingLine
	Characters []string // notes about characters of the value
	Places     string   // see placesOf
}

// lapsedInquiry is the Immigration Services Agency's page about checking cards, from which its inquiry leads
// whether a number has lapsed (在留カード等番号失効情報照会). The inquiry itself, which was at
// lapse-immi.moj.go.jp, got another address on 5 January 2026 and answers in Japan only
// (https://japan.storm.mg/articles/1097505), so what is linked is the page that stays. It is for people:
// nothing is asked there by a program.
const lapsedInquiry = "https://www.moj.go.jp/isa/applications/procedures/rcc-support.html"

// soonDays is how few days of validity are worth a second look.
const soonDays = 31

func (p Page) fieldLines(v *review.ReviewView, in ReviewInput) []FieldLine {
	var out []FieldLine
	for _, f := range v.Kind.Fields {
		line := FieldLine{ID: f.ID, Label: p.fieldLabel(v.Kind, f), Value: v.Round.Fields[f.ID]}
		p.fieldValue(&line, f, v)
		p.readingAids(&line, f)
		line.Places = placesOf(v, func(side string) kinds.Regions { return v.Kind.FieldRegions(side, f.ID) })
		if len(v.Earlier) > 0 {
			if was := v.Earlier[0].Fields[f.ID]; was != v.Round.Fields[f.ID] && was != "" && f.Type != kinds.YesNo {
				line.Was = was
			}
		}
		for _, stored := range v.Round.Findings {
			if review.ParseFinding(stored).Field == f.ID {
				line.Findings = append(line.Findings, p.findingTag(stored, v.Kind.ID, []*kinds.Kind{v.Kind}))
			}
		}
		out = append(out, line)
	}
	return out
}

// fieldLabel is a field's name in a word or two, where there is one for staff.
func (p Page) fieldLabel(k *kinds.Kind, f kinds.Field) string {
	short := "field-short." + strings.TrimSuffix(strings.TrimPrefix(f.LabelID(), "field."), ".label")
	if p.Words.Has(short) {
		return p.T(short)
	}
	return k.Text(p.Lang, f.LabelID())
}

func (p Page) fieldValue(line *FieldLine, f kinds.Field, v *review.ReviewView) {
	facts := v.Round.Facts
	switch {
	case f.Type == kinds.YesNo:
		line.Word = true
		if line.Value != "" {
			line.Value = p.T("answer." + line.Value)
		}
	case f.ID == review.FieldRoom && line.Value == "":
		line.Word, line.Value = true, p.T("field.room.none")
		if v.Round.Fields[review.FieldHouse] == "yes" {
			line.Value = p.T("field.room.house")
		}
	case line.Value == "":
	case f.ID == review.FieldBirthDate && facts.Age >= 0:
		line.Extra = p.T("field.age", "n", facts.Age, "era", facts.BirthEra)
	case f.ID == review.FieldExpiresOn && facts.ExpiryKnown:
		line.Extra, line.Level = p.expiry(facts.DaysToExpiry)
	case f.ID == review.FieldAddress:
		line.Where = p.addressSide(v)
	case f.Type == kinds.Number:
		line.CanCopy = true
		if !v.Kind.Historic {
			line.Inquiry = lapsedInquiry
		}
	}
}

// addressSide says where the newest address stands on this document: in the last row of the back, else on
// the front (Immigration Act, article 19-9: a change is written on the back).
func (p Page) addressSide(v *review.ReviewView) string {
	if len(v.Kind.Sides) < 2 {
		return ""
	}
	return p.T("address-side." + v.Round.AddressSide)
}

// expiry says how long a document is still valid.
func (p Page) expiry(days int) (text, level string) {
	switch {
	case days < 0:
		return p.T("expiry.past", "n", -days), "bad"
	case days == 0:
		return p.T("expiry.today"), "warn"
	case days <= soonDays:
		return p.T("expiry.days", "n", days), "warn"
	case days < 365:
		return p.T("expiry.months", "n", days/30), ""
	}
	return p.T("expiry.years", "n", days/365, "m", days%365/30), ""
}

// wholeFindings are those that concern no single field.
func (p Page) wholeFindings(v *review.ReviewView) []FindingTag {
	var out []FindingTag
	for _, stored := range v.Round.Findings {
		f := review.ParseFinding(stored)
		if _, ok := v.Kind.Field(f.Field); !ok {
			out = append(out, p.findingTag(stored, v.Kind.ID, []*kinds.Kind{v.Kind}))
		}
	}
	return out
}
