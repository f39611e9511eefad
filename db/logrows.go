package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// logTable is a table of rows of which leaves tell: how its rows are read in the order of its key, and what the log must
// say of one.
type logTable struct {
	audit.RowTable
	// acts are further acts that may tell of a row, beside Act.
	acts []audit.Act
	from string   // the table, with what is joined to it
	key  []string // columns, all of text unless first says otherwise
	// first is what stands before every key; empty texts by default.
	first []any
	// subject, at and erased are columns: whose salt, when, and when that was erased; where limits the rows.
	subject, at, erased, where string
	// shared takes the place of subject and erased for rows of which the log tells nothing under that subject: it costs a
	// search for each row, and hardly any needs it.
	shared shared
	// more are the columns that row reads, in their order, behind the key; behind them comes the subject.
	more []string
	row  func(key, more values) audit.Row
	// fill adds what stands in rows of other tables; nil for nothing.
	fill func(context.Context, bounded, *audit.Row) error
}

// shared are columns: whose salt, and when that was erased, where another's may open what is told of the row. later says that the
// leaf may be later than the row: what was destroyed is destroyed again after a restore, and its row says when it was done first.
type shared struct {
	subject, erased string
	later           bool
}

// values are columns of a row, as a driver gives them.
type values []any

func (v values) text(i int) string {
	s, _ := v[i].(string)
	return s
}

func (v values) number(i int) int64 {
	n, _ := v[i].(int64)
	return n
}

func (v values) bytes(i int) []byte {
	b, _ := v[i].([]byte)
	return b
}

// ofDecision joins a table of what became of decisions to their submissions.
const ofDecision = ` AS t JOIN decisions AS d ON d.id = t.decision_id JOIN submissions AS s ON s.id = d.submission_id`

// ofSubmission joins a table to its submissions.
const ofSubmission = ` AS t JOIN submissions AS s ON s.id = t.submission_id`

// ofImage joins views of pictures to the submissions of those.
const ofImage = `image_views AS t JOIN images AS i ON i.id = t.image_id JOIN submissions AS s ON s.id = i.submission_id`

// sharedBy is the submission in which somebody looked at a picture at a time, where that is another than the picture's own, as
// in a demonstration.
func sharedBy(at, act string) string {
	return `COALESCE((SELECT x.subject FROM round_images AS o JOIN log_entries AS x ON x.subject = o.submission_id AND x.subject <> '' AND x.at = ` + at + ` AND x.act = '` + act + `'
WHERE o.image_id = t.image_id AND o.submission_id <> i.submission_id LIMIT 1), i.submission_id)`
}

// sharedErased says whether anything that shows the picture was erased.
const sharedErased = `CASE WHEN s.erased_at > 0 OR EXISTS (SELECT 1 FROM round_images AS o JOIN submissions AS x ON x.id = o.submission_id
WHERE o.image_id = t.image_id AND o.submission_id <> i.submission_id AND x.erased_at > 0) THEN 1 ELSE 0 END`

func imageView(key, more values) audit.Row {
	person, image, grant := review.StaffID(key.text(1)), review.ImageID(key.text(0)), key.text(2)
	return audit.Row{Facts: review.ImageViewFacts(person, image, grant, review.SubmissionID(more.text(0))), Loose: true}
}

var imageViewKey = []string{"t.image_id", "t.staff_id", "t.grant_id"}

// logTables are the tables whose rows are compared with the log, but for decisions, which have a reader of their own.
var logTables = slices.Concat(caseTables, endTables, deskTables, staffTables)

// caseTables are those of what people did on submissions.
var caseTables = []logTable{
	{
		RowTable: audit.RowTable{Name: "audit", Act: audit.DecisionAudited, Public: []string{"verdict"}},
		from:     `audits` + ofDecision, key: []string{"t.id"}, subject: "d.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.decision_id", "t.verdict", "t.staff_id", "t.note_sealed", "d.submission_id", "t.severity", "t.sample_id"},
		row: func(key, more values) audit.Row {
			a := review.Audit{
				Decision: review.DecisionID(more.text(0)), Verdict: review.Verdict(more.text(1)), By: review.StaffID(more.text(2)), Note: more.bytes(3),
				Severity: review.Severity(more.text(5)), Sample: review.SampleID(more.text(6)),
			}
			a.ID = key.text(0)
			return audit.Row{Facts: review.AuditFacts(a, review.SubmissionID(more.text(4))), Later: review.AuditLaterFacts(a)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "taking back", Act: audit.DecisionRetracted, Own: "decision"},
		from:     `retractions` + ofDecision, key: []string{"t.decision_id"}, subject: "d.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.staff_id", "d.submission_id"},
		row: func(key, more values) audit.Row {
			r := review.Retraction{Decision: review.DecisionID(key.text(0)), By: review.StaffID(more.text(0))}
			return audit.Row{Facts: review.RetractionFacts(r, review.SubmissionID(more.text(1)))}
		},
	},
	{
		RowTable: audit.RowTable{Name: "report of a mistake", Act: audit.DecisionReported, Own: "decision"},
		from:     `reports` + ofDecision, key: []string{"t.decision_id"}, subject: "d.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.staff_id", "t.note_sealed", "d.submission_id"},
		row: func(key, more values) audit.Row {
			r := review.Report{Decision: review.DecisionID(key.text(0)), By: review.StaffID(more.text(0)), Note: more.bytes(1)}
			facts := review.ReportFacts(r, review.SubmissionID(more.text(2)))
			return audit.Row{Facts: facts[:3], Later: facts[3:]} // leaves say the note since it is in the facts
		},
	},
	{
		RowTable: audit.RowTable{Name: "answer to a verdict", Act: audit.VerdictAnswered, Own: "audit"},
		from:     `audit_answers AS t JOIN audits AS a ON a.id = t.audit_id JOIN decisions AS d ON d.id = a.decision_id JOIN submissions AS s ON s.id = d.submission_id`,
		key:      []string{"t.audit_id"}, subject: "d.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.staff_id", "t.text_sealed", "a.decision_id", "d.submission_id"},
		row: func(key, more values) audit.Row {
			v := review.VerdictAnswer{Audit: key.text(0), By: review.StaffID(more.text(0)), Text: more.bytes(1)}
			return audit.Row{Facts: review.VerdictAnswerFacts(v, review.DecisionID(more.text(2)), review.SubmissionID(more.text(3)))}
		},
	},
	{
		RowTable: audit.RowTable{Name: "own outcome of an auditor", Act: audit.SampleAnswered, Public: []string{"outcome", "n"}},
		from:     `sample_answers AS t JOIN sample_items AS i ON i.sample_id = t.sample_id AND i.n = t.n JOIN decisions AS d ON d.id = i.decision_id JOIN submissions AS s ON s.id = d.submission_id`,
		key:      []string{"t.sample_id", "t.n", "t.staff_id"}, first: []any{"", -1, ""}, subject: "d.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.outcome", "t.reasons", "i.decision_id", "d.submission_id"},
		row: func(key, more values) audit.Row {
			b := review.BlindAnswer{
				Sample: review.SampleID(key.text(0)), N: int(key.number(1)), By: review.StaffID(key.text(2)),
				Outcome: review.Outcome(more.text(0)), Reasons: split(more.text(1)), Decision: review.DecisionID(more.text(2)),
			}
			return audit.Row{Facts: review.BlindAnswerFacts(b, review.SubmissionID(more.text(3)))}
		},
	},
	{
		RowTable: audit.RowTable{Name: "fetching of a picture", Act: audit.ImageFetched},
		from:     ofImage, key: imageViewKey, subject: "i.submission_id", at: "t.fetched_at", erased: "s.erased_at",
		shared: shared{sharedBy("t.fetched_at", string(audit.ImageFetched)), sharedErased, false},
		row:    imageView,
	},
	{
		RowTable: audit.RowTable{Name: "view of a picture", Act: audit.ImageViewed},
		from:     ofImage, key: imageViewKey, subject: "i.submission_id", at: "t.viewed_at", erased: "s.erased_at", where: "t.viewed_at <> 0",
		shared: shared{sharedBy("t.viewed_at", string(audit.ImageViewed)), sharedErased, false},
		row:    imageView,
	},
	{
		RowTable: audit.RowTable{Name: "view of typed fields", Act: audit.SubmissionOpened, Public: []string{"round"}},
		from:     `field_views` + ofSubmission, key: []string{"t.submission_id", "t.staff_id", "t.grant_id", "t.round"}, first: []any{"", "", "", -1},
		subject: "t.submission_id", at: "t.opened_at", erased: "s.erased_at",
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.FieldViewFacts(review.StaffID(key.text(1)), review.SubmissionID(key.text(0)), int(key.number(3)), key.text(2))}
		},
	},
	{
		RowTable: audit.RowTable{Name: "view of related submissions", Act: audit.SubmissionRelated, Dies: true},
		from:     `context_views` + ofSubmission, key: []string{"t.submission_id", "t.staff_id", "t.grant_id", "t.found"}, first: []any{"", "", "", []byte{}},
		subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.ContextViewFacts(review.StaffID(key.text(1)), review.SubmissionID(key.text(0)), key.text(2)), Loose: true}
		},
	},
	{
		RowTable: audit.RowTable{Name: "comment", Act: audit.CommentAdded, Own: "comment"},
		from:     `comments` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.staff_id", "t.text_sealed", "t.submission_id", "t.round"},
		row: func(key, more values) audit.Row {
			c := review.Comment{ID: key.text(0), By: review.StaffID(more.text(0)), Text: more.bytes(1), Submission: review.SubmissionID(more.text(2)), Round: int(more.number(3))}
			return audit.Row{Facts: review.CommentFacts(c), Later: review.CommentLaterFacts(c)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "answer to a question", Act: audit.QuestionAnswered},
		from:     `replies` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.staff_id", "t.decision_id", "t.text_sealed", "t.submission_id", "t.round"},
		row: func(key, more values) audit.Row {
			r := review.Reply{By: review.StaffID(more.text(0)), Decision: review.DecisionID(more.text(1)), Text: more.bytes(2), Submission: review.SubmissionID(more.text(3)), Round: int(more.number(4))}
			return audit.Row{Facts: review.ReplyFacts(r), Later: review.ReplyLaterFacts(r)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "place given by hand", Act: audit.QueuePrioritised, Public: []string{"first"}},
		from:     `priorities` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.first", "t.staff_id", "t.reason_sealed", "t.submission_id"},
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.PriorityFacts(review.Priority{First: more.number(0) == 1, By: review.StaffID(more.text(1)), Reason: more.bytes(2), Submission: review.SubmissionID(more.text(3))})}
		},
	},
	{
		RowTable: audit.RowTable{Name: "handover", Act: audit.ClaimHanded, Public: []string{"why"}},
		from:     `handovers` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.why", "t.by_id", "t.to_id", "t.note_sealed", "t.submission_id", "t.round", "t.until"},
		row: func(key, more values) audit.Row {
			h := review.Handover{Why: review.KeepReason(more.text(0)), By: review.StaffID(more.text(1)), To: review.StaffID(more.text(2)), Note: more.bytes(3), Submission: review.SubmissionID(more.text(4))}
			h.Round, h.Until = int(more.number(5)), fromMicros(more.number(6))
			return audit.Row{Facts: review.HandoverFacts(h), Later: review.HandoverLaterFacts(h), Loose: true}
		},
	},
	{
		RowTable: audit.RowTable{Name: "complaint", Act: audit.ComplaintMade, Own: "complaint", Public: []string{"via"}},
		from:     `complaints` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.decision_id", "t.via", "t.staff_id", "t.text_sealed", "t.submission_id", "t.lang", "t.waiting", "CASE WHEN EXISTS (SELECT 1 FROM complaint_answers AS x WHERE x.complaint_id = t.id) THEN 1 ELSE 0 END"},
		row: func(key, more values) audit.Row {
			c := review.Complaint{
				ID: key.text(0), Decision: review.DecisionID(more.text(0)), Via: review.ComplaintVia(more.text(1)), PassedBy: review.StaffID(more.text(2)),
				Text: more.bytes(3), Submission: review.SubmissionID(more.text(4)), Lang: more.text(5),
			}
			row := audit.Row{Facts: review.ComplaintFacts(c), Later: review.ComplaintLaterFacts(c)}
			if more.number(6) == more.number(7) {
				row.Wrong = "whether it waits"
			}
			return row
		},
	},
	{
		RowTable: audit.RowTable{Name: "answer to a complaint", Act: audit.ComplaintAnswered, Own: "complaint", Public: []string{"verdict"}},
		from:     `complaint_answers AS t JOIN complaints AS c ON c.id = t.complaint_id JOIN submissions AS s ON s.id = c.submission_id`,
		key:      []string{"t.complaint_id"}, subject: "c.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.verdict", "t.staff_id", "t.message_sealed", "c.decision_id", "c.submission_id"},
		row: func(key, more values) audit.Row {
			c := review.Complaint{ID: key.text(0), Decision: review.DecisionID(more.text(3)), Submission: review.SubmissionID(more.text(4))}
			x := review.ComplaintAnswer{Verdict: review.Verdict(more.text(0)), By: review.StaffID(more.text(1)), Message: more.bytes(2)}
			return audit.Row{Facts: review.ComplaintAnswerFacts(c, x)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "stay of erasure", Act: audit.ErasureStayed},
		from:     `stays` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at", where: "t.why = 'hand'",
		more: []string{"t.staff_id", "t.reason_sealed", "t.submission_id"},
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.StayFacts(review.Stay{By: review.StaffID(more.text(0)), Reason: more.bytes(1), Submission: review.SubmissionID(more.text(2))})}
		},
	},
	{
		RowTable: audit.RowTable{Name: "end of a stay", Act: audit.StayEnded},
		from:     `stays` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.ended_at", erased: "s.erased_at", where: "t.why = 'hand' AND t.ended_at <> 0",
		more: []string{"t.ended_by", "t.submission_id"},
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.StayEndFacts(review.StaffID(more.text(0)), review.SubmissionID(more.text(1)))}
		},
	},
	{
		RowTable: audit.RowTable{Name: "sample", Act: audit.SampleDrawn, Own: "sample"},
		from:     `samples AS t`, key: []string{"t.id"}, subject: "'staff:' || t.staff_id", at: "t.at", erased: "0",
		more: []string{"t.staff_id", "t.at", "t.draw", "t.blind", "t.seed", "t.traits", "t.person_id", "t.kind", "t.outcome", "t.lang", "t.finding", "t.from_at", "t.until_at", "t.population", "t.size", "t.digest", "t.share"},
		fill: drawn,
		row: func(key, more values) audit.Row {
			s := &review.Sample{ID: review.SampleID(key.text(0)), By: review.StaffID(more.text(0)), At: fromMicros(more.number(1)), Draw: review.Draw(more.text(2)), Blind: more.number(3) == 1,
				Seed: more.text(4), Population: int(more.number(13)), Size: int(more.number(14)), Digest: more.text(15)}
			for _, t := range split(more.text(5)) {
				s.Traits = append(s.Traits, review.Trait(t))
			}
			s.Filter.By, s.Filter.Kind, s.Filter.Outcome = review.StaffID(more.text(6)), more.text(7), review.Outcome(more.text(8))
			s.Filter.Lang, s.Filter.Finding = more.text(9), more.text(10)
			s.Filter.From, s.Filter.Until = fromMicros(more.number(11)), fromMicros(more.number(12))
			s.Share = float64(more.number(16)) / 1000
			return audit.Row{Facts: review.SampleFacts(s), Of: s}
		},
	},
	{
		RowTable: audit.RowTable{Name: "claim that was given back", Act: audit.ClaimReleased, OneWay: true}, // what somebody away held is freed without a row
		from:     `skips` + ofSubmission, key: []string{"t.id"}, subject: "t.submission_id", at: "t.at", erased: "s.erased_at",
		more: []string{"t.reason", "t.staff_id", "t.note_sealed", "t.submission_id", "t.round", "t.held"},
		row: func(key, more values) audit.Row {
			k := review.Skip{Reason: review.SkipReason(more.text(0)), By: review.StaffID(more.text(1)), Note: more.bytes(2), Submission: review.SubmissionID(more.text(3)),
				Round: int(more.number(4)), Held: time.Duration(more.number(5)) * time.Microsecond}
			return audit.Row{Facts: review.SkipFacts(k), Later: review.SkipLaterFacts(k)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "claim", Act: audit.ClaimTaken, Own: "claim", OneWay: true}, // only the present one has a row
		acts:     []audit.Act{audit.ClaimReserved, audit.ClaimBegun},
		from:     `submissions AS t`, key: []string{"t.id"}, subject: "t.id", at: "t.claim_at", erased: "t.erased_at", where: "t.claim_id <> ''",
		more: []string{"t.claim_id", "t.claim_by"},
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.ClaimFacts(review.Claim{ID: more.text(0), By: review.StaffID(more.text(1))}, review.SubmissionID(key.text(0)))}
		},
	},
}

// decisionTable is the sort of rows that decisions are.
var decisionTable = audit.RowTable{Name: "decision", Act: audit.DecisionMade, Own: "decision", Public: []string{"outcome", "stage", "round", "kind", "kind-version", "policy-version", "seen-version", "handling-us", "bulk", "reasons", "marks"}}

// RowTables lists the sorts of rows that are compared with the log. See audit.RowSource.
func (b bounded) RowTables() []audit.RowTable {
	all := []audit.RowTable{decisionTable}
	for _, t := range logTables {
		all = append(all, t.RowTable)
	}
	return all
}

// rowsAtOnce is how many rows are read at a time.
const rowsAtOnce = 2048

// Rows reads a table. See audit.RowSource.
func (b bounded) Rows(ctx context.Context, table string, from, until time.Time, f func(audit.Row) error) error {
	if table == decisionTable.Name {
		return b.q.wrap("decisions of the log", b.decisionRows(ctx, from, until, f))
	}
	k := slices.IndexFunc(logTables, func(t logTable) bool { return t.Name == table })
	if k < 0 {
		return fmt.Errorf("db: there are no rows called %q", table)
	}
	return b.q.wrap(table+" of the log", b.tableRows(ctx, logTables[k], from, until, f))
}

// spanOf limits rows to those of a span of time.
func spanOf(column string, from, until time.Time) string {
	var where string
	if !from.IsZero() {
		where += fmt.Sprintf(" AND %s >= %d", column, micros(from))
	}
	if !until.IsZero() {
		where += fmt.Sprintf(" AND %s < %d", column, micros(until))
	}
	return where
}

// When the entries of a row r were made.
const (
	atThatTime        = `e.at = r.at`
	atThatTimeOrLater = `e.at >= r.at`
)

// entriesOf joins rows r to the entries that may tell of them. That subject is not empty is said for the index's sake.
func entriesOf(acts []audit.Act) string {
	return ` LEFT JOIN log_entries AS e ON e.subject = r.subject AND e.subject <> '' AND ` + atThatTime + ` AND e.act IN (` + quotedActs(acts) + `)
LEFT JOIN log_sequence AS q ON q.entry_id = e.id`
}

func quotedActs(acts []audit.Act) string {
	var names []string
	for _, a := range acts {
		names = append(names, "'"+string(a)+"'")
	}
	return strings.Join(names, ", ")
}

func (b bounded) tableRows(ctx context.Context, t logTable, from, until time.Time, f func(audit.Row) error) error {
	where := spanOf(t.at, from, until)
	if t.where != "" {
		where += " AND " + t.where
	}
	query := t.query(t.subject, t.erased, where)
	after := t.first
	if after == nil {
		after = make([]any, len(t.key))
		for i := range after {
			after[i] = ""
		}
	}
	untold := func(r audit.Row) bool { return len(r.Entries) == 0 && !r.Erased }
	for {
		page, last, err := b.pageOf(ctx, t, query, after)
		if err == nil && t.shared.subject != "" && slices.ContainsFunc(page, untold) {
			query := t.query(t.shared.subject, t.shared.erased, where)
			if t.shared.later {
				query = strings.Replace(query, atThatTime, atThatTimeOrLater, 1)
			}
			page, last, err = b.pageOf(ctx, t, query, after)
		}
		if err != nil {
			return err
		}
		for _, row := range page {
			if t.fill != nil {
				if err := t.fill(ctx, b, &row); err != nil {
					return err
				}
			}
			if err := f(row); err != nil {
				return err
			}
		}
		if len(page) < rowsAtOnce {
			return nil
		}
		after = last
	}
}

// query reads a page of rows behind a key, each with the entries that may tell of it: one line for each entry, and one for a
// row without.
func (t logTable) query(subject, erased, where string) string {
	var names, keys, places []string
	for i, column := range t.key {
		name := fmt.Sprintf("k%d", i)
		names = append(names, column+" AS "+name)
		keys = append(keys, "r."+name)
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	for i, column := range t.more {
		names = append(names, fmt.Sprintf("%s AS m%d", column, i))
	}
	columns, joined := `e.id, COALESCE(q.n, -1), e.leaf, e.salt`, entriesOf(append([]audit.Act{t.Act}, t.acts...))
	if t.Bare || t.Standing != nil {
		columns, joined = `NULL, -1, NULL, NULL`, ""
	}
	return `SELECT r.*, ` + columns + ` FROM (SELECT ` + strings.Join(names, ", ") + `, ` + subject + ` AS subject, ` + t.at + ` AS at, ` + erased + ` AS erased
FROM ` + t.from + ` WHERE (` + strings.Join(t.key, ", ") + `) > (` + strings.Join(places, ", ") + `)` + where + ` ORDER BY ` + strings.Join(t.key, ", ") + ` LIMIT ` + fmt.Sprint(rowsAtOnce) + `) AS r` +
		joined + ` ORDER BY ` + strings.Join(keys, ", ")
}

// pageOf reads the rows behind a key, and returns the last one's.
func (b bounded) pageOf(ctx context.Context, t logTable, query string, after values) (page []audit.Row, last values, err error) {
	width := len(t.key) + len(t.more) + 3
	var before string
	err = b.q.s.each(ctx, query, after, func(r *sql.Rows) error {
		all := make(values, width)
		var entry audit.Numbered
		var id sql.NullString
		dest := make([]any, 0, width+4)
		for i := range all {
			dest = append(dest, &all[i])
		}
		if err := r.Scan(append(dest, &id, &entry.N, &entry.Leaf, &entry.Salt)...); err != nil {
			return err
		}
		key, more, rest := all[:len(t.key)], all[len(t.key):len(all)-2], all[len(all)-3:]
		if name := fmt.Sprint(key...); len(page) == 0 || name != before {
			row := t.row(key, more)
			row.At, row.Erased = fromMicros(rest.number(1)), rest.number(2) > 0
			row.Key = strings.Join(keyWords(key), " ")
			page, before, last = append(page, row), name, key
		}
		if entry.ID = id.String; id.Valid {
			one := &page[len(page)-1]
			one.Entries = append(one.Entries, entry)
		}
		return nil
	})
	return page, last, err
}

// keyWords name a row.
func keyWords(key values) []string {
	var all []string
	for _, k := range key {
		switch k := k.(type) {
		case []byte:
			all = append(all, fmt.Sprintf("%x", k))
		default:
			all = append(all, fmt.Sprint(k))
		}
	}
	return all
}

// decisionRows reads the decisions, with all that their leaves say.
func (b bounded) decisionRows(ctx context.Context, from, until time.Time, f func(audit.Row) error) error {
	type derived struct{ back, answered, bulk int64 }
	where := spanOf("d.decided_at", from, until)
	after := ""
	kinds, err := b.keptKinds(ctx)
	if err != nil {
		return err
	}
	for {
		all, err := collect(ctx, b.q, selectDecision+` WHERE d.id > $1`+where+` ORDER BY d.id LIMIT `+fmt.Sprint(rowsAtOnce), []any{after}, scanDecision)
		if err != nil || len(all) == 0 {
			return err
		}
		last := string(all[len(all)-1].ID)
		rows, at, counted := make([]audit.Row, len(all)), map[string]int{}, map[string]derived{}
		for i := range all {
			d := &all[i].Decision
			rows[i] = audit.Row{Key: string(d.ID), At: d.DecidedAt}
			rows[i].Facts, rows[i].Gone = review.DecisionFacts(d)
			rows[i].Later = review.DecisionLaterFacts(d)
			at[string(d.ID)] = i
		}
		err = b.q.s.each(ctx, `SELECT r.id, r.erased, r.back_shown, r.answered, r.in_bulk, e.id, COALESCE(q.n, -1), e.leaf, e.salt FROM (SELECT d.id, d.submission_id AS subject, d.decided_at AS at, s.erased_at AS erased, d.back_shown, d.answered, d.in_bulk
FROM decisions AS d JOIN submissions AS s ON s.id = d.submission_id WHERE d.id > $1 AND d.id <= $2`+where+`) AS r`+entriesOf([]audit.Act{audit.DecisionMade}), []any{after, last}, func(r *sql.Rows) error {
			var id string
			var entry sql.NullString
			var n audit.Numbered
			var erased int64
			var is derived
			if err := r.Scan(&id, &erased, &is.back, &is.answered, &is.bulk, &entry, &n.N, &n.Leaf, &n.Salt); err != nil {
				return err
			}
			i, ok := at[id]
			if !ok {
				return nil
			}
			rows[i].Erased, counted[id] = erased > 0, is
			if n.ID = entry.String; entry.Valid {
				rows[i].Entries = append(rows[i].Entries, n)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := b.pictures(ctx, all, rows); err != nil {
			return err
		}
		for i := range rows {
			d := &all[i].Decision
			if !kinds[[2]string{d.Kind, d.KindVersion}] {
				rows[i].Wrong = "the kept version of its kind"
			}
			if is := counted[string(d.ID)]; is != (derived{int64(d.BackShown()), int64(len(d.Answers)), int64(len(d.Bulk))}) {
				rows[i].Wrong = "what is counted of it"
			}
			if err := f(rows[i]); err != nil {
				return err
			}
		}
		if len(all) < rowsAtOnce {
			return nil
		}
		after = last
	}
}

// Cuts are the times of about n leaves. See audit.RowSource.
func (b bounded) Cuts(ctx context.Context, n int) ([]time.Time, error) {
	var all []time.Time
	for k := int64(1); k < int64(n); k++ {
		at := b.leaves * k / int64(n)
		if at == b.leaves*(k-1)/int64(n) {
			continue
		}
		found, err := collect(ctx, b.q, `SELECT e.at FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n = $1`, []any{at},
			func(r *sql.Rows, to *time.Time) error { return r.Scan(stamp{to}) })
		if err != nil {
			return nil, b.q.wrap("cuts of the log", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// Unnumbered counts entries that the log has no number of yet. See audit.RowSource.
func (b bounded) Unnumbered(ctx context.Context, act audit.Act, at time.Time) (n int, err error) {
	err = b.q.one(ctx, `SELECT (SELECT count(*) FROM log_pending AS p JOIN log_entries AS e ON e.id = p.entry_id WHERE e.act = $1 AND e.at = $2)
+ (SELECT count(*) FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n >= $3 AND e.act = $1 AND e.at = $2)`,
		[]any{string(act), micros(at), b.leaves}, &n)
	return n, b.q.wrap("unnumbered entries", err)
}

// Newer counts entries of some acts that the log has no number of yet. See audit.RowSource.
func (b bounded) Newer(ctx context.Context, acts []audit.Act, subject string) (n int, err error) {
	where := `e.act IN (` + quotedActs(acts) + `) AND ($2 = '' OR e.subject = $2)`
	err = b.q.one(ctx, `SELECT (SELECT count(*) FROM log_pending AS p JOIN log_entries AS e ON e.id = p.entry_id WHERE `+where+`)
+ (SELECT count(*) FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n >= $1 AND `+where+`)`, []any{b.leaves, subject}, &n)
	return n, b.q.wrap("newer entries", err)
}
