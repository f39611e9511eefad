package specimen

import (
	"errors"
	"fmt"
	"slices"
)

// plan is a specimen before its pictures are taken: what is printed, typed and wrong.
type plan struct {
	seed  uint64
	n     int
	again bool
	doc   document
	truth Truth
}

func newPlan(seed uint64, n int, r Request) (*plan, error) {
	if r.Today.IsZero() {
		return nil, errors.New("the request has no day")
	}
	for _, d := range r.Defects {
		if _, err := ParseDefect(string(d)); err != nil {
			return nil, err
		}
	}
	today := dayOf(r.Today)
	kind := r.Kind
	switch {
	case kind == "":
		kind = pickWeighted(newDice(seed, n, "kind"), []weighted[string]{
			{60, ResidentCard}, {20, SpecialPermanentResidentCertificate}, {10, AlienRegistrationCertificate}, {10, MattersCertificate}})
		if kind == AlienRegistrationCertificate && !today.Before(oldSystemEnd.AddDate(16, 0, -60)) {
			kind = ResidentCard // none of them is in force any more
		}
	case !slices.Contains(Kinds(), kind):
		return nil, fmt.Errorf("no kind %q; there are %v", kind, Kinds())
	}

	p := &plan{seed: seed, n: n, again: r.Again, truth: Truth{
		Kind: kind, Shown: kind,
		Printed: map[string]string{}, Typed: map[string]string{},
		Defects: []Defect{}, On: map[Defect]string{},
		Outline: map[string][4][2]float64{}, Regions: map[string]map[string][4]float64{},
	}}
	for _, d := range Defects() {
		if slices.Contains(r.Defects, d) && d.Fits(kind) {
			p.truth.Defects = append(p.truth.Defects, d)
		}
	}
	if p.truth.has(WrongDocument) {
		p.truth.Shown = otherKind(newDice(seed, n, "other kind"), kind)
		p.truth.Defects = slices.DeleteFunc(p.truth.Defects, func(d Defect) bool { return !d.Fits(p.truth.Shown) })
	}
	if p.truth.has(MissingBack) { // where the number would be
		p.truth.Defects = slices.DeleteFunc(p.truth.Defects, func(d Defect) bool { return d == MyNumberShown })
	}
	w := wish{
		today:         today,
		expired:       p.truth.has(Expired),
		noted:         p.truth.has(MissingBack),
		moved:         p.truth.has(AddressMismatch) && newDice(seed, n, "moved").percent(50),
		myNumberShown: p.truth.has(MyNumberShown),
	}
	p.doc = p.newDocument(w)
	if r.Again {
		p.correct(w)
	}
	if p.doc.ended(today) && !p.truth.has(Expired) {
		p.truth.Defects = append([]Defect{Expired}, p.truth.Defects...) // Expired comes first in Defects
	}
	p.truth.BackNotes = p.doc.backNotes()
	p.print()
	p.fillIn(newDice(seed, n, "typed"))
	p.place(newDice(seed, n, "sides"))
	return p, nil
}

func (p *plan) newDocument(w wish) document {
	return newDocument(newDice(p.seed, p.n, "document "+p.truth.Shown), p.truth.Shown, w)
}

// correct makes it what is sent after the defects were told.
func (p *plan) correct(w wish) {
	if p.truth.has(Expired) && p.truth.Shown != AlienRegistrationCertificate {
		before := p.doc
		w.expired = false
		p.doc = p.newDocument(w)
		p.doc.renew(&before, newDice(p.seed, p.n, "renewed"))
	}
	p.doc.myNumberCovered = p.doc.twoCards
	p.truth.Kind, p.truth.Defects = p.truth.Shown, []Defect{}
}

// otherKind is what somebody sends instead: a document from which the fields of the chosen kind could be
// filled in, so that only the picture gives it away.
func otherKind(d dice, kind string) string {
	switch kind {
	case ResidentCard:
		return SpecialPermanentResidentCertificate
	case SpecialPermanentResidentCertificate:
		return ResidentCard
	case MattersCertificate:
		return AlienRegistrationCertificate
	}
	return pick(d, []string{ResidentCard, SpecialPermanentResidentCertificate})
}

// place throws the side of each defect of the picture: mostly the front, where the fields are.
func (p *plan) place(d dice) {
	for _, defect := range Defects() {
		side := Front
		if d.percent(25) && p.hasBack() {
			side = Back
		}
		if defect.ofPicture() && p.truth.has(defect) {
			p.truth.On[defect] = side
		}
	}
}

// hasBack reports whether there is a picture of the back.
func (p *plan) hasBack() bool {
	return p.truth.Shown != MattersCertificate && !p.truth.has(MissingBack)
}

// print writes down what the document says.
func (p *plan) print() {
	d := &p.doc
	for _, item := range []struct{ field, value string }{
		{"name", d.holder.name}, {"name_kanji", d.holder.kanji}, {"alias", d.alias},
		{"birth_date", iso(d.born)}, {"sex", d.holder.sex()}, {"nationality", d.holder.nationality},
		{"address", d.home.base}, {"room", d.home.room},
		{"number", d.number}, {"status", d.status}, {"expires_on", iso(d.expires)},
		{"work", d.work},
	} {
		if item.value != "" || item.field == "room" {
			p.truth.Printed[item.field] = item.value
		}
	}
	if d.frontLine != d.home.line {
		p.truth.Printed["front_address"] = d.frontLine
	}
	if d.showsIssue() {
		p.truth.Printed["issued_on"] = iso(d.issued)
	}
	if d.twoCards {
		p.truth.Printed["my_number"] = d.myNumber
		if d.myNumberCovered {
			p.truth.Printed["my_number"] = "covered"
		}
	}
}

// showsIssue reports whether the date of issue is on the face: it left the residence card with the second
// layout.
func (doc *document) showsIssue() bool {
	return doc.kind != ResidentCard || doc.issued.Before(secondLayout)
}
