package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// retentionFlags say how long what has ended is kept: days, or never for what is only erased by hand.
type retentionFlags struct {
	EraseImagesAfter    string `help:"Days after its end for which a submission's images are kept; never: as long as itself." default:"90"`
	EraseApprovedAfter  string `help:"Days for which an approved submission is kept; never: until it is erased by hand." default:"1825"`
	EraseRejectedAfter  string `help:"Days for which a rejected one is kept, or never." default:"180"`
	EraseWithdrawnAfter string `help:"Days for which a withdrawn one is kept, or never." default:"30"`
	EraseExpiredAfter   string `help:"Days for which an expired one is kept, or never." default:"30"`
}

// never is how a period without an end is written; 0 is read as it, too.
const never = "never"

// maxKept is the longest period that can be set, in days: a hundred years.
const maxKept = 36_500

// retention reads the periods.
func (f retentionFlags) retention(wrong *problems) (r review.Retention) {
	for _, one := range []struct {
		flag, value string
		to          *time.Duration
	}{
		{"erase-images-after", f.EraseImagesAfter, &r.Images}, {"erase-approved-after", f.EraseApprovedAfter, &r.Approved},
		{"erase-rejected-after", f.EraseRejectedAfter, &r.Rejected}, {"erase-withdrawn-after", f.EraseWithdrawnAfter, &r.Withdrawn},
		{"erase-expired-after", f.EraseExpiredAfter, &r.Expired},
	} {
		period, err := parsePeriod(one.value)
		if err != nil {
			wrong.add("--%s must be a number of days from 1 to %d, or never", one.flag, maxKept)
		}
		*one.to = period
	}
	return r
}

func parsePeriod(s string) (time.Duration, error) {
	if s == never {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxKept {
		return 0, fmt.Errorf("%q is no period", s)
	}
	return time.Duration(n) * review.Day, nil
}

func periodText(d time.Duration) string {
	if d == 0 {
		return never
	}
	return strconv.Itoa(int(d / review.Day))
}

// retentionParts names the periods, in the order in which they are written.
func retentionParts(r *review.Retention) []struct {
	name   string
	period *time.Duration
} {
	return []struct {
		name   string
		period *time.Duration
	}{{"images", &r.Images}, {"approved", &r.Approved}, {"rejected", &r.Rejected}, {"withdrawn", &r.Withdrawn}, {"expired", &r.Expired}}
}

func retentionText(r review.Retention) string {
	var words []string
	for _, p := range retentionParts(&r) {
		words = append(words, p.name+"="+periodText(*p.period))
	}
	return strings.Join(words, " ")
}

// noteRetention keeps the periods with which this server works, so that `shinsa purge` erases by the same
// ones whatever its own environment says. A change stands in the log.
func (p *parts) noteRetention(ctx context.Context, log *slog.Logger) error {
	r := p.desk.Settings().Retention
	text := retentionText(r)
	was, err := p.mark(ctx, markRetention)
	if err != nil || was == text {
		return err
	}
	var facts []audit.Fact
	for _, one := range retentionParts(&r) {
		facts = append(facts, audit.Public("erase."+one.name, periodText(*one.period)))
	}
	if err := p.setMark(ctx, markRetention, text, facts); err != nil {
		return err
	}
	log.Info("periods of retention, in days", slog.String("are", text), slog.String("were", was))
	return nil
}

// notedRetention is what a server noted last; false when none has.
func (p *parts) notedRetention(ctx context.Context) (r review.Retention, noted bool, err error) {
	text, err := p.mark(ctx, markRetention)
	if err != nil || text == "" {
		return r, false, err
	}
	values := map[string]string{}
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		values[name] = value
	}
	for _, one := range retentionParts(&r) {
		if *one.period, err = parsePeriod(values[one.name]); err != nil {
			return r, false, usage("the store's mark of its periods of retention cannot be read: start a server once")
		}
	}
	return r, true, nil
}
