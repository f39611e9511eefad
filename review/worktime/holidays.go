package worktime

import (
	_ "embed"
	"slices"
	"strings"
	"time"

	"shinsa/review/yamlfile"
)

// Holiday is a day on which a desk is closed.
type Holiday struct {
	Date string // ISO
	En   string // empty for the operator's own closing days
	Ja   string
}

//go:embed data/japan.yaml
var japan []byte

// Japan are the public holidays of Japan that are known, in their order; see data/japan.yaml for the years and
// the source.
func Japan() []Holiday {
	all, err := parseHolidays("japan.yaml", japan)
	if err != nil {
		panic(err) // a test reads it
	}
	return all
}

func parseHolidays(file string, data []byte) ([]Holiday, error) {
	var all []Holiday
	err := yamlfile.Read(file, data, func(r *yamlfile.Reader, n *yamlfile.Node) {
		r.List("the holidays", 1000, func(n *yamlfile.Node) {
			var h Holiday
			r.Mapping(n, "a holiday", yamlfile.Keys{"date": r.Text(&h.Date, "date"), "en": r.Text(&h.En, "en"), "ja": r.Text(&h.Ja, "ja")}, "date", "en", "ja")
			if _, err := time.Parse(time.DateOnly, h.Date); err != nil {
				r.Wrong(n, "the date of a holiday must be like 2026-01-01")
				return
			}
			all = append(all, h)
		})(n)
	})
	slices.SortFunc(all, func(a, b Holiday) int { return strings.Compare(a.Date, b.Date) })
	return all, err
}

// KnownUntil is the last year of which holidays are known; 0 when none is.
func KnownUntil(holidays []Holiday) int {
	last := 0
	for _, h := range holidays {
		if at, err := time.Parse(time.DateOnly, h.Date); err == nil {
			last = max(last, at.Year())
		}
	}
	return last
}
