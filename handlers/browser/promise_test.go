package browser

import (
	"testing"

	"shinsa/review"
	"shinsa/review/ranking"
	"shinsa/review/worktime"
)

// promise gives a desk rules and a service level, so that whatever the queue can say is on its pages.
func promise(t testing.TB, set *review.Settings) {
	t.Helper()
	var err error
	const rules = `
order: [{id: again, name: {en: sent again, ja: 再提出}, from-round: 2}, {id: old, name: {en: waits long, ja: 待ち時間超過}, older-than: 25m}, usual]
groups: [{id: historic, name: {en: historic documents, ja: 旧制度担当}, kinds: [alien-registration-certificate]}]
`
	known := ranking.Known{Kinds: []string{"alien-registration-certificate"}, Langs: []string{"en", "ja"}}
	if set.Rules, err = ranking.Parse("rules.yaml", []byte(rules), known); err != nil {
		t.Fatal(err)
	}
	const hours = `
hours: {monday: 0:00-24:00, tuesday: 0:00-24:00, wednesday: 0:00-24:00, thursday: 0:00-24:00, friday: 0:00-24:00, saturday: 0:00-24:00, sunday: 0:00-24:00}
answer-within: 26m
at-risk: 10m
`
	if set.Service, err = worktime.Parse("calendar.yaml", []byte(hours), set.Zone, nil); err != nil {
		t.Fatal(err)
	}
}
