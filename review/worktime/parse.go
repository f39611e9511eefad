package worktime

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"shinsa/review/yamlfile"
)

// longestWithin bounds a service level in working time.
const longestWithin = 1000 * time.Hour

// Parse reads an operator's calendar. kinds are the ids of the kinds that there are. The error is a
// *yamlfile.Error that names everything that is wrong.
func Parse(file string, data []byte, zone *time.Location, kinds []string) (*Service, error) {
	sum := sha256.Sum256(slices.Concat(data, []byte(zone.String())))
	p := &parser{s: &Service{
		Calendar: NewCalendar(zone, [7][]Span{}), Kinds: map[string]time.Duration{}, Margin: defaultMargin, Version: hex.EncodeToString(sum[:6]),
	}, kinds: kinds}
	err := yamlfile.Read(file, data, func(r *yamlfile.Reader, n *yamlfile.Node) {
		p.Reader = r
		p.service(n)
	})
	if err != nil {
		return nil, err
	}
	return p.s, nil
}

type parser struct {
	*yamlfile.Reader
	s     *Service
	kinds []string
}

func (p *parser) service(n *yamlfile.Node) {
	p.Mapping(n, "the calendar", yamlfile.Keys{
		"hours":         p.hours,
		"holidays":      p.holidays,
		"closed":        p.List("closed", 366, p.closed),
		"hours-on":      p.hoursOn,
		"answer-within": p.within,
		"at-risk":       p.Duration(&p.s.Margin, "at-risk", time.Minute, longestWithin),
	}, "hours")
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (p *parser) hours(n *yamlfile.Node) {
	keys, open := yamlfile.Keys{}, false
	for day, name := range weekdays {
		keys[name] = func(n *yamlfile.Node) {
			p.s.week[day] = p.spans(n, name)
			open = open || len(p.s.week[day]) > 0
		}
	}
	p.Mapping(n, "hours", keys)
	if yamlfile.IsMapping(n) && !open {
		p.Wrong(n, "the desk works on no day of the week")
	}
}

// spans reads 9:00-17:00, or a list of such, or "closed".
func (p *parser) spans(n *yamlfile.Node, what string) []Span {
	var all []Span
	if n.Value == "closed" {
		return nil
	}
	p.OneOrMore(what, 8, func(n *yamlfile.Node) {
		s, ok := parseSpan(n.Value)
		switch {
		case !ok:
			p.Wrong(n, "%s: %q is not like 9:00-17:00", what, yamlfile.Clip(n.Value))
		case len(all) > 0 && s.From < all[len(all)-1].To:
			p.Wrong(n, "%s: %s begins before the hours before it end", what, n.Value)
		default:
			all = append(all, s)
		}
	})(n)
	return all
}

var spanForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$`)

// parseSpan reads hours. Those that end before they begin go on over midnight.
func parseSpan(s string) (Span, bool) {
	m := spanForm.FindStringSubmatch(s)
	if m == nil {
		return Span{}, false
	}
	var v [4]int
	for i := range v {
		v[i], _ = strconv.Atoi(m[i+1])
	}
	span := Span{v[0]*60 + v[1], v[2]*60 + v[3]}
	if v[1] > 59 || v[3] > 59 || span.From >= 24*60 || span.To > 24*60 || span.From == span.To {
		return Span{}, false
	}
	if span.To < span.From {
		span.To += 24 * 60
	}
	return span, true
}

func (p *parser) holidays(n *yamlfile.Node) {
	switch n.Value {
	case "japan":
		days := Japan()
		p.s.close(days)
		p.s.HolidaysUntil = KnownUntil(days)
	case "none":
	default:
		p.Wrong(n, "holidays %q is unknown; there are japan and none", yamlfile.Clip(n.Value))
	}
}

// closed reads 2026-08-13, 2026-08-13..2026-08-15, or for every year 12-29..01-03.
func (p *parser) closed(n *yamlfile.Node) {
	from, to, ok := strings.Cut(n.Value, "..")
	if !ok {
		to = from
	}
	yearly := len(from) == len("12-29") && len(to) == len(from)
	if yearly {
		from, to = "2000-"+from, "2000-"+to // a year with a 29th of February
		if to < from {
			to = "2001" + to[len("2000"):]
		}
	}
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	days := int(b.Sub(a).Hours()/24) + 1
	if err1 != nil || err2 != nil || days < 1 || days > 366 {
		p.Wrong(n, "%q is no day and no days like 2026-08-13..2026-08-15 or, for every year, 12-29..01-03", yamlfile.Clip(n.Value))
		return
	}
	for ; !a.After(b); a = a.AddDate(0, 0, 1) {
		if yearly {
			p.s.yearly[a.Format("01-02")] = true
		} else if date := a.Format(time.DateOnly); p.s.Calendar.closed[date].Date == "" {
			p.s.Calendar.closed[date] = Holiday{Date: date}
		}
	}
}

// hoursOn reads days with hours of their own, which hold on a holiday, too.
func (p *parser) hoursOn(n *yamlfile.Node) {
	p.Pairs(n, "hours-on", func(key, value *yamlfile.Node) {
		if _, err := time.Parse(time.DateOnly, key.Value); err != nil {
			p.Wrong(key, "hours-on: %q is no date like 2026-12-28", yamlfile.Clip(key.Value))
			return
		}
		p.s.Calendar.hours[key.Value] = p.spans(value, fmt.Sprintf("hours-on %s", key.Value))
	})
}

// within reads 8h, or {usual: 8h, kinds: {resident-card: 4h}}.
func (p *parser) within(n *yamlfile.Node) {
	usual := p.Duration(&p.s.Within, "answer-within", time.Minute, longestWithin)
	if !yamlfile.IsMapping(n) {
		usual(n)
		return
	}
	p.Mapping(n, "answer-within", yamlfile.Keys{
		"usual": usual,
		"kinds": func(n *yamlfile.Node) {
			p.Pairs(n, "kinds", func(key, value *yamlfile.Node) {
				var kind []string
				p.Known(&kind, "kind", p.kinds)(key)
				var d time.Duration
				p.Duration(&d, key.Value, time.Minute, longestWithin)(value)
				p.s.Kinds[key.Value] = d
			})
		},
	}, "usual")
}
