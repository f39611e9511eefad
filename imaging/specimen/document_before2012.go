package specimen

import "fmt"

// relations of a holder to the head of the household, himself first and most often.
var (
	manRelations   = []string{"本人", "本人", "本人", "夫", "子", "長男"}
	womanRelations = []string{"本人", "本人", "妻", "妻", "子", "長女"}
)

// newAlienRegistration throws the card that a town hall issued until 8 July 2012. The only ones that are
// still in force belong to special permanent residents who are under 16, until the renewal period that
// begins on their 16th birthday.
func newAlienRegistration(d dice, w wish) document {
	doc := document{kind: AlienRegistrationCertificate, holder: d.specialPermanentResident()}
	doc.number = fmt.Sprintf("B%09d", d.between(100_000_000, 999_999_999))
	doc.status, doc.relation, doc.origin = "特別永住者", "子", doc.holder.nationality

	sixteenAgo := w.today.AddDate(-16, 0, 0)
	youngest := oldSystemEnd.AddDate(0, 0, -40)
	over := d.between(5, 300)
	doc.born = noLeapDay(d.somedayBetween(sixteenAgo.AddDate(0, 0, 10), youngest))
	if w.expired || doc.born.Before(sixteenAgo) {
		doc.born = noLeapDay(earlierOf(youngest, sixteenAgo.AddDate(0, 0, -over)))
	}
	doc.expires = birthday(doc.born, doc.born.Year()+16)
	doc.issued = d.somedayBetween(doc.born.AddDate(0, 0, 20), oldSystemEnd)
	if named := d.percent(45); named {
		doc.alias = d.alias()
	}
	doc.head = d.specialPermanentResident().name

	moves := pickWeighted(d, []weighted[int]{{45, 0}, {40, 1}, {15, 2}})
	if w.moved || w.noted {
		moves = max(moves, 1)
	}
	doc.settle(d, w, moves, false)
	return doc
}

// newMatters throws the certificate on A4 paper that a town hall wrote from its register of foreigners.
func newMatters(d dice, w wish) document {
	doc := document{kind: MattersCertificate, holder: d.newPerson()}
	doc.issued = d.somedayBetween(day(2009, 4, 1), oldSystemEnd)
	doc.born = d.birthOfAge(doc.issued, 19, 66)
	s := pickWeighted(d, stays)
	p := pick(d, s.periods)
	doc.status, doc.period = s.status, p.text
	switch s.status { // statuses and periods that came later
	case "留学":
		doc.period = "2年"
	case "家族滞在", "定住者", "日本人の配偶者等":
		doc.period = pick(d, []string{"1年", "3年"})
	case "特定技能1号", "技術・人文知識・国際業務":
		doc.status, doc.period = "人文知識・国際業務", "3年"
	case "技能実習2号ロ", "経営・管理":
		doc.status, doc.period = "技術", "3年"
	}
	if doc.holder.nationality == "韓国" || d.percent(15) {
		doc.alias = d.alias()
	}
	doc.relation = pick(d, manRelations)
	if doc.holder.female {
		doc.relation = pick(d, womanRelations)
	}
	doc.head = doc.holder.name
	if doc.relation != "本人" {
		doc.head = d.newPerson().name
	}
	doc.settle(d, w, 0, false)
	return doc
}
