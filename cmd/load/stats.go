package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"shinsa/staff"
)

// statsCommand measures the page of figures on a desk that has worked for two years.
type statsCommand struct {
	Submissions int    `help:"How many; each has two rounds and three decisions." default:"1000000"`
	People      int    `help:"How many people have decided." default:"40"`
	Times       int    `help:"How often each page is asked for." default:"9"`
	Database    string `help:"postgres://… of an empty database; a SQLite file by default."`
	Stay        bool   `help:"Go on serving afterwards, to be looked at."`
	Dir         string `help:"A folder to keep the SQLite file in, or to find it in again." type:"path"`
}

// statsDays is how long the desk has worked.
const statsDays = 730

func (c statsCommand) Run(ctx context.Context) error {
	dir := c.Dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "shinsa-load-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	s, err := newSystem(ctx, dir, c.Database)
	if err != nil {
		return err
	}
	defer s.store.Close()
	if _, err := s.account(ctx, "load@example.org", staff.Supervisor); err != nil {
		return err
	}
	if err := c.history(ctx, dir); err != nil {
		return err
	}
	begin, spans := time.Now(), 0
	if err := s.desk.RollFigures(ctx, func(string) { spans++ }); err != nil {
		return err
	}
	fmt.Printf("%d days and months counted in %s\n", spans, time.Since(begin).Round(100*time.Millisecond))
	begin = time.Now()
	if err := s.desk.RollFigures(ctx, nil); err != nil {
		return err
	}
	fmt.Printf("once more, a minute's work: %s\n", time.Since(begin).Round(time.Millisecond))
	return c.pages(ctx, s, dir)
}

// statsPage is a page of figures that is asked for.
type statsPage struct{ what, query string }

// pages asks for figures of several periods and filters, and then for the same while the latest day is not
// counted, as at the end of a long day on which nobody counted: about the most that a page reads from the rows of the acts.
func (c statsCommand) pages(ctx context.Context, s *system, dir string) error {
	base, err := s.serve(ctx)
	if err != nil {
		return err
	}
	client, err := signIn(base, "load@example.org")
	if err != nil {
		return err
	}
	day := func(before int) string { return time.Now().AddDate(0, 0, -before).Format(time.DateOnly) }
	person := statsPerson(7)
	all := []statsPage{
		{"today", "days=1"},
		{"7 days", "days=7"},
		{"30 days", ""},
		{"90 days", "days=90"},
		{"90 days, a kind and a language", "days=90&kind=resident-card&language=en"},
		{"90 days, a person", "days=90&person=" + person},
		{"a year", "from=" + day(365) + "&until=" + day(0)},
		{"two years, from the middle of a month", "from=" + day(statsDays-10) + "&until=" + day(3)},
		{"two years, a kind", "from=" + day(statsDays) + "&until=" + day(0) + "&kind=resident-card"},
		{"two years, a person, a kind, a language", "from=" + day(statsDays) + "&until=" + day(0) + "&kind=resident-card&language=en&person=" + person},
		{"two years, a person", "from=" + day(statsDays) + "&until=" + day(0) + "&person=" + person},
	}
	if err := c.ask(client, base, all); err != nil {
		return err
	}
	if err := c.forgetLatest(ctx, s, dir); err != nil {
		return err
	}
	if err := c.ask(client, base, all); err != nil {
		return err
	}
	if c.Stay {
		fmt.Printf("%s, load@example.org, %s\n", base, loadPassword)
		<-ctx.Done()
	}
	return nil
}

// forgetLatest forgets what was counted from the latest day on on which something was decided.
func (c statsCommand) forgetLatest(ctx context.Context, s *system, dir string) error {
	raw, _, err := c.raw(dir)
	if err != nil {
		return err
	}
	defer raw.Close()
	latest, n := int64(0), 0
	if err := raw.QueryRowContext(ctx, `SELECT max(decided_at) FROM decisions`).Scan(&latest); err != nil {
		return err
	}
	zone := s.desk.Settings().Zone
	day := time.UnixMicro(latest).In(zone)
	begin := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	for _, table := range []string{"figures_cells", "figures_spans"} {
		if _, err := raw.ExecContext(ctx, `DELETE FROM `+table+` WHERE span >= $1 AND span < 'e'`, "d"+begin.Format(time.DateOnly)); err != nil {
			return err
		}
	}
	if err := raw.QueryRowContext(ctx, `SELECT count(*) FROM decisions WHERE decided_at >= $1`, begin.UnixMicro()).Scan(&n); err != nil {
		return err
	}
	fmt.Printf("since %s, with %d decisions, nothing is counted now:\n", begin.Format(time.DateOnly), n)
	return nil
}

// ask asks for each page several times.
func (c statsCommand) ask(client *http.Client, base string, all []statsPage) error {
	for _, p := range all {
		took := make([]time.Duration, 0, c.Times)
		size, busy := 0, cpu()
		for i := range c.Times {
			begin := time.Now()
			// A word that changes, so that no page is kept.
			page, err := get(client, base+"/stats?"+p.query+"&again="+url.QueryEscape(fmt.Sprint(i)))
			if err != nil {
				return err
			}
			took = append(took, time.Since(begin))
			if size = len(page); strings.Contains(page, "figures-missing") {
				return fmt.Errorf("%s: days are missing", p.what)
			}
		}
		// The processor's time of this process, whatever else runs on the machine: with SQLite all that a page costs.
		busy = (cpu() - busy) / time.Duration(c.Times)
		slices.Sort(took)
		fmt.Printf("  %-42s median %6s   slowest %6s   processor %6s   %4d KB\n", p.what, took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond),
			busy.Round(time.Millisecond), size>>10)
	}
	return nil
}

// raw opens the database beside the store, and names its driver.
func (c statsCommand) raw(dir string) (*sql.DB, string, error) {
	driver, name := "sqlite", "file:"+filepath.Join(dir, "shinsa.db")+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)"
	if strings.HasPrefix(c.Database, "postgres") {
		driver, name = "pgx", c.Database
	}
	raw, err := sql.Open(driver, name)
	return raw, driver, err
}

// statsPerson is the id of one of those who have decided.
func statsPerson(n int) string { return fmt.Sprintf("01900000-0000-7000-9000-%012d", n) }

// history puts submissions, rounds, decisions, retractions and audits into an empty store, by statements of the
// database's own: through the desk it would take a day. Every submission was sent back once; then somebody approved or
// rejected it, and a second person mostly said the same.
func (c statsCommand) history(ctx context.Context, dir string) error {
	pad, blob := "printf('%%0%dd', %s)", "zeroblob(%d)"
	raw, driver, err := c.raw(dir)
	if err != nil {
		return err
	}
	defer raw.Close()
	if driver == "pgx" {
		pad, blob = "lpad((%[2]s)::text, %[1]d, '0')", "decode(repeat('00', %d), 'hex')"
	}
	have := 0
	if err := raw.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM decisions LIMIT 1) AS d`).Scan(&have); err != nil || have > 0 {
		return err
	}
	id := func(series int, n string) string {
		return fmt.Sprintf("'01900000-0000-7000-800%d-' || ", series) + fmt.Sprintf(pad, 12, n)
	}
	person := func(n string) string {
		return "'01900000-0000-7000-9000-' || " + fmt.Sprintf(pad, 12, fmt.Sprintf("(%s) %% %d", n, c.People))
	}
	const micro = 1_000_000
	perDay := max(1, c.Submissions/statsDays)
	midnight := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-statsDays).Add(-9 * time.Hour).UnixMicro() // in Japan
	// At work from eight to six.
	at := fmt.Sprintf("(%d + (i / %d) * %d + %d + (i %% %d) * %d)", midnight, perDay, int64(86400*micro), int64(8*3600*micro), perDay, int64(36000*micro)/int64(perDay))
	kind := `CASE i % 4 WHEN 0 THEN 'resident-card' WHEN 1 THEN 'special-permanent-resident-certificate' WHEN 2 THEN 'alien-registration-certificate' ELSE 'resident-card' END`
	lang := `CASE i % 3 WHEN 0 THEN 'en' ELSE 'ja' END`
	reason := `CASE i % 7 WHEN 0 THEN 'cropped' WHEN 1 THEN 'name-mismatch,unreadable' WHEN 2 THEN 'address-mismatch' WHEN 3 THEN 'expired' ELSE 'unreadable' END`
	outcome := `CASE WHEN i % 6 = 0 THEN 'reject' ELSE 'approve' END`
	second := `CASE WHEN i % 41 = 0 THEN 'approve' WHEN i % 43 = 0 THEN 'reject' ELSE ` + outcome + ` END`
	numbers := func(from, until int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT CAST(%d AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) ", from, until)
	}
	decision := func(series, round int, stage, by, outcome, reasons, shift, asked, first, led string) string {
		return fmt.Sprintf(`INSERT INTO decisions (id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version, seen_version, lang, answers, reasons, images,
digests, decided_at, effective_at, handling, waiting, key_id, message_sealed, second_asked, first_id, led_to, answered, in_bulk, back_shown, answer_by)
SELECT %s, %s, %d, '%s', %s, %s, %s, 'v1', 'p1', 3, %s,
'{"address-matches":"yes","birth-date-matches":"yes","in-date":"yes","kind-matches":"yes","legible":"yes","name-matches":"no","number-matches":"yes","original-unedited":"yes","whole-visible":"yes"}',
%s, '', '', %s + %s, %s + %s + 10000000, (20 + (i * 7919) %% 281 + CASE WHEN i %% 50 = 0 THEN 1800 ELSE 0 END) * 1000000, ((i * 104729) %% 86400 + 60) * 1000000, 'key', %s,
%s, %s, %s, 9, i %% 6, 1 + i %% 31 / 30, %s + 3600000000 * (i %% 5)
FROM n WHERE %s + %s < %d`, id(series, "i"), id(0, "i"), round, stage, outcome, person(by), kind, lang, reasons, at, shift, at, shift,
			fmt.Sprintf(blob, 300), asked, first, led, at, at, shift, time.Now().Add(-time.Minute).UnixMicro())
	}
	begin := time.Now()
	const step = 50_000
	for from := 0; from < c.Submissions; from += step {
		until := min(from+step, c.Submissions)
		round := func(n int, shift string) string {
			return fmt.Sprintf(`INSERT INTO rounds (submission_id, n, kind, kind_version, lang, key_id, findings, created_at, submitted_at)
SELECT %s, %d, %s, 'v1', %s, '', CASE i %% 9 WHEN 0 THEN 'warn:expired:expires_on' WHEN 1 THEN 'warn:pattern:number' ELSE '' END, %s, %s + %s FROM n WHERE %s + %s < %d`, id(0, "i"), n, kind, lang, at, at, shift, at, shift, time.Now().UnixMicro())
		}
		for _, statement := range []string{
			fmt.Sprintf(`INSERT INTO submissions (id, reference, link_hash, key_id, state, listed, next_state, effective_at, round, kind, lang, sides, findings, version, rank,
created_at, since, queued_at, due_at, claim_id, claim_by, claim_at, claim_until, decision_id, erased_at)
SELECT %s, %s, CAST(%s AS %s), 'key', 'approved', 'approved', '', 0, 2, %s, %s, 'front', '', 3, 1, %s, %s, %s, 0, '', '', 0, 0, '', 0 FROM n`,
				id(0, "i"), fmt.Sprintf(pad, 8, "i"), fmt.Sprintf(pad, 32, "i"), map[string]string{"sqlite": "BLOB", "pgx": "BYTEA"}[driver], kind, lang, at, at, at),
			round(1, "-3600000000"), round(2, "600000000"),
			decision(1, 1, "first", "i", `'resubmit'`, reason, "0", "''", "''", "'resubmission'"),
			decision(2, 2, "first", "i * 3 + 1", outcome, `CASE WHEN i % 6 = 0 THEN 'expired' ELSE '' END`, "1200000000", "'kind'", "''", "'second_review'"),
			decision(3, 2, "second", "i * 7 + 2", second, `CASE WHEN i % 6 = 0 THEN 'expired' ELSE '' END`, "2400000000", "''", id(2, "i"),
				`CASE WHEN (`+second+`) <> (`+outcome+`) THEN 'escalated' ELSE (`+outcome+`) END`),
			fmt.Sprintf(`INSERT INTO audits (id, decision_id, verdict, staff_id, at) SELECT %s, %s, CASE WHEN i %% 400 = 0 THEN 'overturn' ELSE 'agree' END, 'supervisor', %s + 86400000000
FROM n WHERE i %% 25 = 0 AND %s + 86400000000 < %d`, id(4, "i"), id(1, "i"), at, at, time.Now().UnixMicro()),
		} {
			if _, err := raw.ExecContext(ctx, numbers(from, until)+statement); err != nil {
				return fmt.Errorf("%w in %.300s", err, statement)
			}
		}
	}
	if driver == "sqlite" {
		_, err = raw.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	} else {
		_, err = raw.ExecContext(ctx, `VACUUM ANALYZE`)
	}
	fmt.Printf("%d submissions with %d rounds and about %d decisions made in %s\n", c.Submissions, 2*c.Submissions, 3*c.Submissions, time.Since(begin).Round(time.Second))
	return err
}
