package specimen

import (
	"fmt"
	"time"
)

// document is everything that is printed on one document, before it is drawn. Zero values are items that
// the document does not have.
type document struct {
	kind   string
	holder person
	alias  string
	born   time.Time
	number string

	issued  time.Time
	expires time.Time // of an alien registration certificate: the start of the renewal period

	status     string
	work       string
	period     string
	permission string
	permitted  time.Time

	first      address // where the holder lived when it was issued
	home       address // where he lives now
	frontLine  string  // the address on the front
	movesTo    []move  // the rows of the back, oldest first; the last one is home
	workStamp  string
	renewStamp string

	head     string // head of the household
	relation string
	origin   string

	photo           bool
	twoCards        bool // it is a My Number card too
	myNumber        string
	myNumberCovered bool
}

// move is one row of the addresses on the back.
type move struct {
	reported time.Time
	to       address
}

func (d *document) backNotes() bool {
	return len(d.movesTo) > 0 || d.workStamp != "" || d.renewStamp != ""
}

// wish is what the defects ask of the document itself.
type wish struct {
	today         time.Time
	expired       bool
	noted         bool // something has to be on the back
	moved         bool // the address has to have changed
	myNumberShown bool
}

func newDocument(d dice, kind string, w wish) document {
	switch kind {
	case SpecialPermanentResidentCertificate:
		return newSpecialPermanent(d, w)
	case AlienRegistrationCertificate:
		return newAlienRegistration(d, w)
	case MattersCertificate:
		return newMatters(d, w)
	}
	return newResidentCard(d, w)
}

// cardNumber throws a number of the cards of today: two letters, eight digits, two letters. Letters that
// are easily taken for digits are in it on purpose.
func (d dice) cardNumber() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	l := func() byte { return letters[d.IntN(len(letters))] }
	return fmt.Sprintf("%c%c%08d%c%c", l(), l(), d.between(10_000_000, 99_999_999), l(), l())
}

// myNumber throws twelve digits with a wrong check digit, so that they are nobody's. The check digit is 11
// less the weighted sum modulo 11, and 0 for a remainder of 0 or 1 (Ordinance 85 of 2014 of the Ministry of
// Internal Affairs and Communications, art. 5).
func (d dice) myNumber() string {
	var digits [11]int
	for i := range digits {
		digits[i] = d.IntN(10)
	}
	sum := 0
	for n := 1; n <= 11; n++ {
		weight := n + 1
		if n > 6 {
			weight = n - 5
		}
		sum += digits[11-n] * weight
	}
	check := 0
	if rest := sum % 11; rest > 1 {
		check = 11 - rest
	}
	s := ""
	for _, v := range digits {
		s += string(rune('0' + v))
	}
	return s + string(rune('0'+(check+d.between(1, 9))%10))
}

// settle gives the document its addresses. Moves are reported after issue and before today; who has just
// landed reports his first address within 14 days (Immigration Act, art. 19-7).
func (doc *document) settle(d dice, w wish, moves int, landed bool) {
	doc.first = d.newAddress()
	doc.frontLine, doc.home = doc.first.line, doc.first
	from, last := doc.issued, earlierOf(w.today.AddDate(0, 0, -1), doc.issued.AddDate(4, 0, 0))
	for i := range moves {
		until := last
		if landed && i == 0 {
			until = earlierOf(last, from.AddDate(0, 0, 14))
		}
		from = d.somedayBetween(earlierOf(from.AddDate(0, 0, 3), until), until)
		to := d.newAddress()
		for to.base == doc.home.base {
			to = d.newAddress()
		}
		doc.movesTo = append(doc.movesTo, move{reported: from, to: to})
		doc.home = to
	}
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func laterOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// twoInOne makes a card of the second layout a My Number card too, sometimes, and always when its number
// is to be seen.
func (doc *document) twoInOne(d dice, w wish) {
	number, often := d.myNumber(), d.percent(40)
	if !w.myNumberShown && (doc.issued.Before(secondLayout) || !often) {
		return
	}
	doc.twoCards, doc.myNumber, doc.myNumberCovered = true, number, !w.myNumberShown
}
