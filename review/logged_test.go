package review_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	signed "golang.org/x/mod/sumdb/note"

	"shinsa/audit"
	"shinsa/review"
)

// worked is a desk on which every act was done of which a row is kept, numbered in its log.
func worked(t *testing.T, d *desk) audit.LogKey {
	t.Helper()
	d.staffed(reviewer, reviewer2, supervisor)
	step := func() { d.pass(time.Second) }
	look := func(a review.Actor, ref review.Reference) {
		for _, side := range []string{"front", "back"} {
			_, err := d.Image(ctx, a, ref, side, 0, review.SizeScreen)
			d.must(err)
			step()
			d.must(d.Viewed(ctx, a, ref, side, 0))
			step()
		}
		v, err := d.Review(ctx, a, ref)
		d.must(err)
		_, err = d.Context(ctx, a, v)
		d.must(err)
		step()
	}
	// One is rejected, agreed with, reported and overturned, another is taken back and decided anew.
	_, one := d.sent()
	step()
	_, two := d.sent()
	step()
	first := d.decided(reviewer, one, review.Reject, "cropped")
	step()
	look(reviewer2, one)
	again := d.decided(reviewer, two, review.Approve)
	step()
	_, err := d.Retract(ctx, reviewer, again)
	d.must(err)
	step()
	_, err = d.Decide(ctx, reviewer, two, d.form(reviewer, two, review.Reject, "cropped"))
	d.must(err)
	d.takesEffect()
	d.must(d.AuditDecision(ctx, supervisor, first, review.VerdictForm{Verdict: review.Agree, Note: "as it should be"}))
	step()
	_, err = d.ReportMistake(ctx, reviewer, first, "I mistook the date")
	d.must(err)
	step()
	d.must(d.AuditDecision(ctx, supervisor, first, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "the date is right"}))
	step()
	d.must(d.AnswerVerdict(ctx, reviewer, first, "it was hard to read"))
	step()
	// A third is escalated with a question, answered, handed on, commented, put first, and given back.
	_, three := d.sent()
	step()
	d.must(d.Claim(ctx, reviewer, three, false))
	look(reviewer, three)
	f := d.form(reviewer, three, review.Escalate)
	f.Note = "is this stamp known?"
	_, err = d.Decide(ctx, reviewer, three, f)
	d.must(err)
	d.takesEffect()
	d.must(d.Claim(ctx, supervisor, three, false))
	v, err := d.Review(ctx, supervisor, three)
	d.must(err)
	d.must(d.AnswerQuestion(ctx, supervisor, three, "it is", v.Version))
	step()
	d.must(d.AddComment(ctx, reviewer, three, "thank you"))
	step()
	_, four := d.sent()
	step()
	d.must(d.Prioritise(ctx, supervisor, []review.Reference{four}, true, "the applicant leaves tomorrow"))
	step()
	d.must(d.Claim(ctx, reviewer, four, false))
	step()
	d.must(d.HandOver(ctx, reviewer, four, reviewer2.ID, "you know these"))
	step()
	d.must(d.Claim(ctx, reviewer2, four, false))
	step()
	d.must(d.SkipOver(ctx, reviewer2, four, review.OtherSkip, "I do not"))
	step()
	d.must(d.Claim(ctx, reviewer2, two2(d), false))
	// A rejection is complained of, answered, kept from erasure and let go again; a sample is drawn and answered blind.
	token, sixth := d.sent()
	step()
	d.decided(reviewer2, sixth, review.Reject, "cropped")
	d.takesEffect()
	d.must(d.Complain(ctx, token, "en", "please look again"))
	step()
	rejected, err := d.store.Submission(ctx, review.SubmissionKey{Reference: sixth})
	d.must(err)
	d.must(d.AnswerComplaint(ctx, supervisor, rejected.Decision, review.ComplaintForm{Verdict: review.Agree, Note: "it is cropped", Message: "The corner is missing."}))
	step()
	d.must(d.KeepFromErasure(ctx, supervisor, sixth, "an inquiry of the ministry"))
	step()
	d.must(d.EndStay(ctx, supervisor, sixth))
	step()
	sample, err := d.DrawSample(ctx, supervisor, review.SampleOrder{Count: 1, Seed: "spring", Blind: true, Filter: review.SampleFilter{By: reviewer.ID}})
	d.must(err)
	step()
	if err := d.AnswerBlind(ctx, supervisor, sample, 1, review.Approve, nil); err != nil && !errors.Is(err, review.ErrAlreadyDecided) {
		t.Fatal(err)
	}
	step()
	// One shares the pictures of another, as those of a demonstration do.
	sharing, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	d.must(d.SaveIdentity(ctx, sharing, "en", identity))
	d.must(d.ShareImages(ctx, sharing, four, 1))
	d.must(d.Submit(ctx, sharing, "en", ""))
	shown, err := d.OpenLink(ctx, sharing)
	d.must(err)
	step()
	look(reviewer2, shown.Reference)
	// Of a fifth everything was erased: its leaves and rows can still be held against one another.
	_, five := d.sent()
	step()
	d.decided(reviewer, five, review.Reject, "cropped")
	look(reviewer2, five)
	d.takesEffect()
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: five})
	d.must(err)
	d.must(d.Erase(ctx, s.ID))
	return d.numbered()
}

// sound numbers the log and verifies it with its rows.
func (d *desk) sound() error {
	_, err := whole(d, d.numbered())
	return err
}

// numbered gives what was done its numbers, under a key of its own.
func (d *desk) numbered() audit.LogKey {
	d.t.Helper()
	key, err := audit.NewLogKey("desk.example/log", []byte(strings.Repeat("k", 32)))
	d.must(err)
	d.number(key)
	return key
}

// two2 sends one more, which stays claimed.
func two2(d *desk) review.Reference {
	_, ref := d.sent()
	d.pass(time.Second)
	return ref
}

// whole verifies a log with its rows.
func whole(d *desk, key audit.LogKey) (map[string]int64, error) {
	keys, err := audit.Verifiers(key.Verifier)
	d.must(err)
	return wholeWith(d, keys)
}

func wholeWith(d *desk, keys signed.Verifiers) (map[string]int64, error) {
	source, err := d.store.LogSource(ctx)
	d.must(err)
	_, rows, err := audit.Verification{Source: source, Keys: keys}.RunWithRows(ctx, source, source.Size())
	return rows, err
}

// administrator is somebody who may do whatever he likes with the database.
type administrator struct {
	*sql.Conn
	t        *testing.T
	postgres bool
}

func (d *desk) administrator(t *testing.T) administrator {
	t.Helper()
	driver, dsn := "sqlite", "file:"+d.file+"?_pragma=busy_timeout(5000)"
	postgres := strings.HasPrefix(d.file, "postgres")
	if postgres {
		driver, dsn = "pgx", d.file
	}
	pool, err := sql.Open(driver, dsn)
	d.must(err)
	t.Cleanup(func() { _ = pool.Close() })
	conn, err := pool.Conn(ctx)
	d.must(err)
	a := administrator{conn, t, postgres}
	if postgres {
		a.does(`SET session_replication_role = replica`) // no trigger, no foreign key
		return a
	}
	for _, name := range a.texts(`SELECT name FROM sqlite_master WHERE type = 'trigger'`) {
		a.does(`DROP TRIGGER ` + name)
	}
	return a
}

func (a administrator) does(statement string) int64 {
	a.t.Helper()
	r, err := a.ExecContext(context.Background(), statement)
	if err != nil {
		a.t.Fatalf("%s: %v", statement, err)
	}
	n, _ := r.RowsAffected()
	return n
}

func (a administrator) texts(query string) (all []string) {
	a.t.Helper()
	rows, err := a.QueryContext(context.Background(), query)
	if err != nil {
		a.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			a.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// TestABadAdministratorOfRows does to the rows of which the log tells whatever somebody can who may write the database. Each
// is found, and where a leaf tells of it, the leaf is named.
func TestABadAdministratorOfRows(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		key := worked(t, d)
		counted, err := whole(d, key)
		if err != nil {
			t.Fatalf("a log that nobody touched: %v", err)
		}
		for _, name := range []string{"decision", "audit", "taking back", "report of a mistake", "fetching of a picture", "view of a picture", "view of typed fields",
			"view of related submissions", "comment", "answer to a question", "place given by hand", "handover", "claim that was given back", "claim",
			"complaint", "answer to a complaint", "stay of erasure", "end of a stay", "sample"} {
			if counted[name] == 0 {
				t.Errorf("no row of the sort %q was compared: %v", name, counted)
			}
		}
		a := d.administrator(t)
		const one = ` = (SELECT min(id) FROM audits)`
		erased := `(SELECT id FROM submissions WHERE erased_at > 0)`
		live := `(SELECT id FROM submissions WHERE erased_at = 0)`
		a.tries(d, key, []evil{
			{"changes an outcome", "decisions", `UPDATE decisions SET outcome = 'resubmit' WHERE outcome = 'reject' AND submission_id IN ` + live, audit.DecisionMade, "(outcome)"},
			{"changes an outcome of what was erased", "decisions", `UPDATE decisions SET outcome = 'approve' WHERE submission_id IN ` + erased, audit.DecisionMade, "decision that it tells of is not in the database"},
			{"changes who decided", "decisions", `UPDATE decisions SET staff_id = 'reviewer-2' WHERE submission_id IN ` + live, audit.DecisionMade, "(staff)"},
			{"changes an answer", "decisions", `UPDATE decisions SET answers = replace(answers, '"yes"', '"no"') WHERE submission_id IN ` + live, audit.DecisionMade, "(answers)"},
			{"changes what is counted", "decisions", `UPDATE decisions SET in_bulk = 3`, audit.DecisionMade, "counted"},
			{"says how somebody looked", "decisions", `UPDATE decisions SET looking = '1 2 0+front' WHERE submission_id IN ` + live, audit.DecisionMade, "(what is counted of it)"},
			{"moves a decision", "decisions", `UPDATE decisions SET decided_at = decided_at + 1`, audit.DecisionMade, "is not in the database"},
			{"deletes a decision", "decisions", `DELETE FROM decisions WHERE submission_id IN ` + erased, audit.DecisionMade, "is not in the database"},
			{"invents a decision", "decisions", `INSERT INTO decisions SELECT 'invented' AS id, COLUMNS FROM decisions WHERE outcome = 'escalate'`, "", "tells nothing of the decision invented"},
			{"changes a verdict", "audits", `UPDATE audits SET verdict = 'agree' WHERE verdict = 'overturn'`, audit.DecisionMade, "(state)"},
			{"makes an overturn weigh less", "audits", `UPDATE audits SET severity = 'minor' WHERE severity <> ''`, audit.DecisionAudited, "(severity)"},
			{"changes a note", "audits", `UPDATE audits SET note_sealed = NULL WHERE id` + one, audit.DecisionAudited, "(note)"},
			{"deletes an audit", "audits", `DELETE FROM audits WHERE id` + one, audit.DecisionAudited, "audit that it tells of is not in the database"},
			{"has an audit twice", "audits", `INSERT INTO audits SELECT 'twice' AS id, COLUMNS FROM audits WHERE id` + one, audit.DecisionAudited, "(audit)"},
			{"deletes one and has another twice", "audits", `UPDATE audits SET decision_id = o.decision_id, verdict = o.verdict, staff_id = o.staff_id, at = o.at, note_sealed = o.note_sealed, severity = o.severity, sample_id = o.sample_id FROM (SELECT * FROM audits WHERE id` + one + `) AS o WHERE audits.id <> o.id`, audit.DecisionMade, "(state)"},
			{"invents an audit", "audits", `INSERT INTO audits SELECT 'invented', id, 'agree', 'supervisor-1', decided_at + 12345, NULL, '', '' FROM decisions WHERE outcome = 'escalate'`, "", "tells nothing of the audit invented"},
			{"takes back for somebody", "retractions", `INSERT INTO retractions SELECT id, staff_id, decided_at + 1 FROM decisions WHERE outcome = 'escalate'`, "", "tells nothing of the taking back"},
			{"undoes a taking back", "retractions", `DELETE FROM retractions`, audit.DecisionRetracted, "is not in the database"},
			{"deletes a report", "reports", `DELETE FROM reports`, audit.DecisionReported, "is not in the database"},
			{"changes what was reported", "reports", `UPDATE reports SET note_sealed = NULL`, audit.DecisionReported, "(note)"},
			{"deletes an answer to a verdict", "audit_answers", `DELETE FROM audit_answers`, audit.VerdictAnswered, "is not in the database"},
			{"takes a digest from a decision", "decisions", `UPDATE decisions SET digests = '' WHERE submission_id IN ` + live, audit.DecisionMade, "(digest of a picture)"},
			{"says that it was in another language", "decisions", `UPDATE decisions SET lang = 'ja' WHERE submission_id IN ` + live, audit.DecisionMade, "(language)"},
			{"says that it waited less", "decisions", `UPDATE decisions SET waiting = 1 WHERE submission_id IN ` + live, audit.DecisionMade, "(waiting-us)"},
			{"says that it was late", "decisions", `UPDATE decisions SET answer_by = 1 WHERE submission_id IN ` + live, audit.DecisionMade, "(answer-by-us)"},
			{"says that it took effect earlier", "decisions", `UPDATE decisions SET effective_at = effective_at - 1`, audit.DecisionMade, "(effective-us)"},
			{"says that it was made on another picture", "decisions", `UPDATE decisions SET images = replace(images, 'front:', 'front:x') WHERE submission_id IN ` + live, audit.DecisionMade, "(images)"},
			{"writes a kind's checklist anew", "kind_versions", `UPDATE kind_versions SET snapshot = ` + a.bytes("7b7d"), audit.DecisionMade, "(the kept version of its kind)"},
			{"deletes what was drawn", "sample_items", `DELETE FROM sample_items WHERE n = 1`, audit.SampleDrawn, "(what was drawn)"},
			{"deletes a view", "image_views", `DELETE FROM image_views WHERE viewed_at = (SELECT max(viewed_at) FROM image_views)`, audit.ImageFetched, "is not in the database"},
			{"says that a picture was not viewed", "image_views", `UPDATE image_views SET viewed_at = 0 WHERE viewed_at = (SELECT max(viewed_at) FROM image_views)`, audit.ImageViewed, "is not in the database"},
			{"says that somebody else viewed it", "image_views", `UPDATE image_views SET staff_id = 'supervisor-1' WHERE image_id IN (SELECT id FROM images WHERE submission_id IN ` + live + `)`, audit.ImageFetched, "(staff)"},
			{"deletes a view of what was erased", "image_views", `DELETE FROM image_views WHERE image_id IN (SELECT id FROM images WHERE submission_id IN ` + erased + `)`, audit.ImageFetched, "is not in the database"},
			{"invents a view", "image_views", `INSERT INTO image_views SELECT image_id, staff_id, 'invented', fetched_at + 7, 0 FROM image_views WHERE viewed_at = (SELECT min(viewed_at) FROM image_views)`, "", "tells nothing of the fetching"},
			{"deletes a view of fields", "field_views", `DELETE FROM field_views WHERE opened_at = (SELECT max(opened_at) FROM field_views)`, audit.SubmissionOpened, "is not in the database"},
			{"deletes a view of related ones", "context_views", `DELETE FROM context_views`, audit.SubmissionRelated, "is not in the database"},
			{"changes a comment", "comments", `UPDATE comments SET text_sealed = note_sealed FROM (SELECT note_sealed FROM skips) AS x`, audit.CommentAdded, "(text)"},
			{"deletes a comment", "comments", `DELETE FROM comments`, audit.CommentAdded, "is not in the database"},
			{"changes an answer to a question", "replies", `UPDATE replies SET staff_id = 'reviewer-1'`, audit.QuestionAnswered, "(staff)"},
			{"changes a place", "priorities", `UPDATE priorities SET first = 0`, audit.QueuePrioritised, "(first)"},
			{"changes a handover", "handovers", `UPDATE handovers SET to_id = 'supervisor-1'`, audit.ClaimHanded, "(to)"},
			{"changes why something was given back", "skips", `UPDATE skips SET reason = ''`, audit.ClaimReleased, "number of facts"},
			{"deletes a complaint's answer", "complaint_answers", `DELETE FROM complaint_answers`, audit.ComplaintMade, "(whether it waits)"},
			{"changes a complaint", "complaints", `UPDATE complaints SET via = 'support'`, audit.ComplaintMade, "(via)"},
			{"lets somebody else keep it", "stays", `UPDATE stays SET staff_id = 'admin-1' WHERE why = 'hand'`, audit.ErasureStayed, "(staff)"},
			{"ends a stay earlier", "stays", `UPDATE stays SET ended_at = ended_at - 1 WHERE why = 'hand'`, audit.StayEnded, "is not in the database"},
			{"changes a sample", "samples", `UPDATE samples SET seed = 'autumn'`, audit.SampleDrawn, "(seed)"},
			{"deletes a blind answer", "sample_answers", `DELETE FROM sample_answers`, audit.SampleAnswered, "is not in the database"},
			{"invents a claim", "submissions", `UPDATE submissions SET claim_id = 'invented', claim_by = 'reviewer-1', claim_at = claim_at + 1 WHERE claim_id <> ''`, "", "tells nothing of the claim"},
			{"changes who claimed", "submissions", `UPDATE submissions SET claim_by = 'supervisor-1' WHERE claim_id <> ''`, audit.ClaimTaken, "(staff)"},
		})
		if _, err := whole(d, key); err != nil {
			t.Errorf("after all was put back: %v", err)
		}
		// The salt of a leaf that nobody was erased of cannot be taken to hide what its row says.
		a.does(`UPDATE log_entries SET salt = NULL, subject = '' WHERE act = 'decision.audited'`)
		if _, err := whole(d, key); err == nil || !strings.Contains(err.Error(), "audit") {
			t.Errorf("without the salts of audits: %v", err)
		}
	})
}

// evil is something that somebody does to a table who may write the database.
type evil struct {
	name, table, do string
	act             audit.Act // of the leaf that is named; empty for none
	words           string
}

// tries does each, one after the other, looks whether a verification finds it, and puts the table back.
func (a administrator) tries(d *desk, key audit.LogKey, all []evil) {
	t := a.t
	t.Helper()
	for _, c := range all {
		a.does(`CREATE TABLE kept AS SELECT * FROM ` + c.table)
		statement := strings.Replace(c.do, "COLUMNS", strings.Join(a.columns(c.table)[1:], ", "), 1)
		if n := a.does(statement); n == 0 {
			t.Errorf("%s: nothing was done", c.name)
		}
		_, err := whole(d, key)
		var found *audit.Difference
		switch {
		case !errors.As(err, &found) || !strings.Contains(found.Error(), c.words):
			t.Errorf("%s: %v, want %q", c.name, err, c.words)
		case c.act == "" && found.Leaf >= 0:
			t.Errorf("%s: names leaf %d, want none: %v", c.name, found.Leaf, err)
		case c.act != "":
			if act := a.texts(fmt.Sprintf(`SELECT e.act FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n = %d`, found.Leaf)); len(act) != 1 || act[0] != string(c.act) {
				t.Errorf("%s: names leaf %d of %v, want one of %s: %v", c.name, found.Leaf, act, c.act, err)
			}
		}
		a.does(`DELETE FROM ` + c.table)
		a.does(`INSERT INTO ` + c.table + ` SELECT * FROM kept`)
		a.does(`DROP TABLE kept`)
	}
}

// bytes writes some bytes, given in hexadecimal digits, as a value of a statement.
func (a administrator) bytes(digits string) string {
	if a.postgres {
		return `'\\x` + digits + `'::bytea`
	}
	return `x'` + digits + `'`
}

// columns are those of a table, in order.
func (a administrator) columns(table string) []string {
	if a.postgres {
		return a.texts(`SELECT column_name FROM information_schema.columns WHERE table_name = '` + table + `' AND table_schema = 'public' ORDER BY ordinal_position`)
	}
	return a.texts(`SELECT name FROM pragma_table_info('` + table + `') ORDER BY cid`)
}

// TestWhatIsNotNumberedYetIsNoDifference: a desk at work can be verified.
func TestWhatIsNotNumberedYetIsNoDifference(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		key := worked(t, d)
		_, ref := d.sent()
		d.decided(reviewer2, ref, review.Approve)
		if _, err := whole(d, key); err != nil {
			t.Error(err)
		}
		d.takesEffect()
		s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
		d.must(err)
		d.must(d.Erase(ctx, s.ID)) // before its leaves have numbers
		if _, err := whole(d, key); err != nil {
			t.Errorf("erased before it was numbered: %v", err)
		}
	})
}
