package specimen

import (
	"fmt"
	"time"
)

// stay is a status of residence with the periods it is given for.
type stay struct {
	status  string
	work    string
	periods []period
	young   int // ages
	old     int
	student bool // or family: works by permission only
}

type period struct {
	text   string
	months int
}

const (
	workFree   = "就労制限なし"
	workStatus = "在留資格に基づく就労活動のみ可"
	workNone   = "就労不可"
	workNamed  = "指定書により指定された就労活動のみ可"
)

var years135 = []period{{"1年", 12}, {"3年", 36}, {"5年", 60}}

var stays = []weighted[stay]{
	{26, stay{status: "永住者", work: workFree, periods: []period{{"無期限", 84}}, young: 24, old: 74}},
	{18, stay{status: "技術・人文知識・国際業務", work: workStatus, periods: years135, young: 22, old: 48}},
	{14, stay{status: "留学", work: workNone, periods: []period{{"1年3月", 15}, {"2年", 24}, {"4年3月", 51}}, young: 18, old: 30, student: true}},
	{9, stay{status: "家族滞在", work: workNone, periods: years135, young: 20, old: 50, student: true}},
	{9, stay{status: "特定技能1号", work: workNamed, periods: []period{{"6月", 6}, {"1年", 12}}, young: 19, old: 40}},
	{8, stay{status: "技能実習2号ロ", work: workNamed, periods: []period{{"1年", 12}}, young: 19, old: 36}},
	{6, stay{status: "定住者", work: workFree, periods: years135, young: 20, old: 60}},
	{6, stay{status: "日本人の配偶者等", work: workFree, periods: years135, young: 21, old: 58}},
	{4, stay{status: "経営・管理", work: workStatus, periods: years135, young: 28, old: 62}},
}

// newResidentCard throws a residence card. It ends with the period of stay, a permanent resident's seven
// years after issue.
func newResidentCard(d dice, w wish) document {
	s := pickWeighted(d, stays)
	p := pick(d, s.periods)
	doc := document{kind: ResidentCard, holder: d.newPerson(), status: s.status, work: s.work, number: d.cardNumber(), photo: true}
	left := d.between(12, p.months*30-20) // days until it ends, most of them
	over := d.between(3, 260)             // days since it ended
	doc.expires = w.today.AddDate(0, 0, left)
	if w.expired {
		doc.expires = w.today.AddDate(0, 0, -over)
	}
	doc.expires = noLeapDay(doc.expires)
	doc.issued = noLeapDay(doc.expires.AddDate(0, -p.months, 0))
	if lately := d.somedayBetween(secondLayout, w.today.AddDate(0, 0, -10)); w.isNew(lately) {
		doc.issued, doc.expires = lately, noLeapDay(lately.AddDate(0, p.months, 0))
	}
	doc.permitted = doc.issued
	doc.born = d.birthOfAge(w.today, s.young, s.old)

	landed := s.student && p.months > 12 && d.percent(40) || d.percent(8)
	extended := d.percent(60)
	permanent := s.status == "永住者"
	switch {
	case permanent:
		doc.permission = "永住許可"
	case landed:
		doc.permission = "上陸許可"
	case extended:
		doc.permission = "在留期間更新許可"
	default:
		doc.permission = "在留資格変更許可"
	}
	doc.period = p.text
	if !permanent {
		doc.period = fmt.Sprintf("%s(%s)", p.text, written(doc.expires))
	}

	moves := pickWeighted(d, []weighted[int]{{55, 0}, {33, 1}, {12, 2}})
	landed = landed && !permanent
	if landed {
		moves = max(moves, 1) // a card from the airport has no address on its front
	}
	if w.moved || w.noted {
		moves = max(moves, 1)
	}
	doc.settle(d, w, moves, landed)
	if landed {
		doc.frontLine = "未定(届出後裏面に記載)"
	}
	if s.student && d.percent(75) {
		doc.workStamp = "許可(原則週28時間以内・風俗営業等の従事を除く)"
	}
	if pending := d.percent(60); pending && !permanent && !w.expired && left < 60 {
		doc.renewStamp = "在留期間更新等許可申請中"
	}
	doc.twoInOne(d, w)
	return doc
}

// newSpecialPermanent throws a special permanent resident certificate. It ends on the seventh birthday
// after it was applied for.
func newSpecialPermanent(d dice, w wish) document {
	doc := document{kind: SpecialPermanentResidentCertificate, holder: d.specialPermanentResident(), number: d.cardNumber(), photo: true}
	doc.born = d.birthOfAge(w.today, 22, 84)
	next := birthday(doc.born, w.today.Year()) // the first birthday that is today or later
	if next.Before(w.today) {
		next = birthday(doc.born, next.Year()+1)
	}
	ahead, behind := d.between(0, 5), d.between(1, 2)
	doc.expires = birthday(doc.born, next.Year()+ahead)
	if w.expired {
		doc.expires = birthday(doc.born, next.Year()-behind)
	}
	doc.issued = d.somedayBetween(
		laterOf(newSystem, birthday(doc.born, doc.expires.Year()-7)),
		earlierOf(w.today.AddDate(0, 0, -30), birthday(doc.born, doc.expires.Year()-6).AddDate(0, 0, -1)))
	if lately := d.somedayBetween(secondLayout, w.today.AddDate(0, 0, -10)); w.isNew(lately) {
		doc.issued = lately
		doc.expires = birthday(doc.born, lately.Year()+7)
		if birthday(doc.born, lately.Year()).After(lately) {
			doc.expires = birthday(doc.born, lately.Year()+6)
		}
	}

	moves := pickWeighted(d, []weighted[int]{{68, 0}, {25, 1}, {7, 2}})
	if w.moved || w.noted {
		moves = max(moves, 1)
	}
	doc.settle(d, w, moves, false)
	doc.twoInOne(d, w)
	return doc
}

// renew makes it the successor of an earlier card of the same holder: it has a new number, and where he
// lives now stands on its front.
func (doc *document) renew(before *document, d dice) {
	doc.number = d.cardNumber()
	doc.first, doc.home, doc.frontLine, doc.movesTo = before.home, before.home, before.home.line, nil
	if before.twoCards {
		doc.twoCards, doc.myNumber = true, before.myNumber
	}
}

// isNew reports whether the card has to be of the second layout, as only those are My Number cards too,
// and whether the day suits one.
func (w wish) isNew(issued time.Time) bool {
	return w.myNumberShown && !w.expired && !issued.Before(secondLayout)
}

// ended reports whether the document is over on a day: after the last day of validity, or once the renewal
// period has begun.
func (doc *document) ended(today time.Time) bool {
	switch doc.kind {
	case MattersCertificate:
		return false
	case AlienRegistrationCertificate:
		return !doc.expires.After(today)
	}
	return doc.expires.Before(today)
}
