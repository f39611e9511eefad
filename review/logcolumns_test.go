package review_test

import (
	"fmt"
	"strings"
	"testing"

	"shinsa/audit"
	"shinsa/db/dbtest"
)

// changes are what is tried on a column, in this order, until one is possible.
func (a administrator) changes(column string) []string {
	all := []string{`replace(` + column + `, 'yes', 'no')`, column + ` + 1`, `1 - ` + column, `-1 - ` + column, column + ` || 'x'`, a.bytes("00ff")}
	for _, word := range []string{"reject", "approve", "overturn", "support", "hand", "second", "risk", "assigned", "approved", "note", "supervisor", "disabled", "reset"} {
		all = append(all, `'`+word+`'`)
	}
	return all
}

// differ says in SQL that two values are not the same. On SQLite a text and a blob of the same bytes are two values, and to who
// reads them one.
func (a administrator) differ(x, y string) string {
	if a.postgres {
		return x + ` IS DISTINCT FROM ` + y
	}
	return `hex(` + x + `) <> hex(` + y + `)`
}

// changed changes each column in every row that there is, and notes which there are and for which a verification finds that.
func (a administrator) changed(d *desk, key audit.LogKey, found, ever, all map[string]bool) {
	tables := a.texts(map[bool]string{
		true:  `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name`,
		false: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
	}[a.postgres])
	for _, table := range tables {
		columns := a.columns(table)
		for _, c := range columns {
			all[table+"."+c] = true
		}
		if a.texts(`SELECT CAST(count(*) AS TEXT) FROM ` + table)[0] == "0" {
			continue
		}
		a.does(`CREATE TABLE kept AS SELECT * FROM ` + table)
		for _, column := range columns {
			done := false
			ever[table+"."+column] = true
			if a.postgres && reasonFor(table+"."+column) != "" {
				continue // once is enough to tell a reason that is of no use any more
			}
			// Where all cannot have the same, one row has it.
			for _, where := range []string{"", fmt.Sprintf(" AND %s = (SELECT %[1]s FROM %s ORDER BY %[1]s DESC LIMIT 1)", column, table)} {
				for _, to := range a.changes(column) {
					r, err := a.ExecContext(ctx, fmt.Sprintf(`UPDATE %s SET %s = %s WHERE `, table, column, to)+a.differ(column, to)+where)
					if err != nil {
						continue
					}
					if n, _ := r.RowsAffected(); n > 0 {
						done = true
						break
					}
				}
				if done {
					break
				}
			}
			if _, err := whole(d, key); err != nil {
				found[table+"."+column] = true
			}
			if !done {
				delete(ever, table+"."+column)
			}
			a.does(`DELETE FROM ` + table)
			a.does(`INSERT INTO ` + table + ` SELECT * FROM kept`)
		}
		a.does(`DROP TABLE kept`)
	}
}

// TestWhatAnAdministratorCanChangeUnseen changes every column of every table. What a verification does not find is in the
// list, with the reason; a new column that is in neither fails.
func TestWhatAnAdministratorCanChangeUnseen(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, ever, all := map[string]bool{}, map[string]bool{}, map[string]bool{}
			for _, work := range []func(*testing.T, *desk) audit.LogKey{worked, runDesk} {
				d := newDeskOn(t, url(t))
				d.administrator(t).changed(d, work(t, d), found, ever, all)
			}
			for column := range ever {
				if !found[column] && reasonFor(column) == "" {
					t.Errorf("%s can be changed unseen: let a leaf say it (see loggedrows.go and db/logrows.go), or say here why not", column)
				}
			}
			for column := range notInTheLog {
				_, of, _ := strings.Cut(column, ".")
				if of != "*" && found[column] {
					t.Errorf("%s is said to be changed unseen, and a verification finds it", column)
				}
				if of != "*" && !all[column] {
					t.Errorf("there is no column %s", column)
				}
			}
			for column := range all {
				if !ever[column] && reasonFor(column) == "" {
					t.Errorf("nothing could be tried on %s: let there be a row in worked or runDesk, or say why not", column)
				}
			}
		})
	}
}

func reasonFor(column string) string {
	table, _, _ := strings.Cut(column, ".")
	if why := notInTheLog[column]; why != "" {
		return why
	}
	return notInTheLog[table+".*"]
}

// notInTheLog says of what nothing in the log tells, or not of all of it, why.
var notInTheLog = map[string]string{
	"batch_rows.*":                 "one act on several submissions, each of which has its leaf; kept for a day",
	"batches.*":                    "one act on several submissions, each of which has its leaf; kept for a day",
	"comments.key_id":              "names the key under which it is sealed: under another it does not open",
	"complaint_answers.key_id":     "names the key under which it is sealed: under another it does not open",
	"complaints.key_id":            "names the key under which it is sealed: under another it does not open",
	"context_views.found":          "keeps a second entry away; what was named is in the leaf",
	"destructions.*":               "what an erasure has still to destroy outside the database; it goes when that is done",
	"exports.key_id":               "names the key under which it is sealed: under another it does not open",
	"exports.seen_at":              "how far an export is that is being written",
	"figures_awaited.*":            "made again from decisions (shinsa figures rebuild)",
	"figures_cells.*":              "made again from decisions (shinsa figures rebuild)",
	"figures_recalled.*":           "made again from decisions (shinsa figures rebuild)",
	"figures_spans.*":              "made again from decisions (shinsa figures rebuild)",
	"goose_db_version.*":           "which migrations have run",
	"handovers.id":                 "only names the row",
	"handovers.key_id":             "names the key under which it is sealed: under another it does not open",
	"images.bytes":                 "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.created_at":            "when it was added is in image.added; only its digest counts",
	"images.facts_sealed":          "sealed as this picture's",
	"images.height":                "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.key_id":                "names the key under which it is sealed: under another it does not open",
	"images.name_sealed":           "a file name, sealed as this picture's",
	"images.original":              "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.preview":               "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.screen":                "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.screen_height":         "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.screen_width":          "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.thumb":                 "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"images.width":                 "where it lies, and what is measured of it: a blob opens only as the picture that it was sealed as, and the digest of that is in the log",
	"kind_versions.used_at":        "when a version was used first; the version itself is held against its digest, which decisions name",
	"lanes.*":                      "counts of what waits, made again from submissions",
	"log_checkpoints.at":           "when a checkpoint was signed; it does not say so itself",
	"log_lead.*":                   "who numbers now",
	"log_pending.*":                "what has no number yet",
	"look_items.*":                 "which decisions an order asked a second look at; their leaves say `order` in `second-asked`",
	"meta.*":                       "what the store knows of itself; the two marks that are in the log: TestMarksOfSettingsAreComparedWithTheLog",
	"outbox.attempts":              "how far the delivery is",
	"outbox.expires_at":            "how far the delivery is",
	"outbox.id":                    "only names the row",
	"outbox.leased_by":             "how far the delivery is",
	"outbox.leased_until":          "how far the delivery is",
	"outbox.not_before":            "how far the delivery is",
	"outbox.staff_id":              "of letters to staff; their rows go within days",
	"passes.*":                     "who is offered what; who decided stands in decisions",
	"phrases.changed_at":           "when it was changed is in the leaf",
	"phrases.version":              "counts how often it was changed",
	"practice.*":                   "how many decisions of a person stand, counted from decisions",
	"priorities.id":                "only names the row",
	"priorities.key_id":            "names the key under which it is sealed: under another it does not open",
	"queue_choices.*":              "what somebody has chosen to be shown is no act",
	"queue_views.changed_at":       "when it was changed is in the leaf",
	"queue_views.version":          "counts how often it was changed",
	"replies.id":                   "only names the row",
	"replies.key_id":               "names the key under which it is sealed: under another it does not open",
	"round_images.carried":         "whether a picture was taken over from the round before; both rounds' leaves have its digest",
	"rounds.created_at":            "when a round was begun; when it was sent is in the log",
	"rounds.key_id":                "names the key under which it is sealed: under another it does not open",
	"rounds.submission_id":         "a round of no submission is shown nowhere",
	"search_tokens.*":              "keyed tokens, made of what is sealed",
	"searches.*":                   "keyed tokens, made of what is sealed",
	"sessions.seen_at":             "when a session was last used",
	"skills.at":                    "when it was changed is in the leaf",
	"skips.id":                     "only names the row",
	"skips.key_id":                 "names the key under which it is sealed: under another it does not open",
	"skips.submission_id":          "what was given back of no submission is shown nowhere",
	"staff.disabled_at":            "when is in staff.disabled",
	"staff.keys":                   "the holder's own choice",
	"staff.lang":                   "the holder's own choice",
	"staff.password_at":            "when is in staff.password-set",
	"stays.id":                     "only names the row",
	"stays.key_id":                 "names the key under which it is sealed: under another it does not open",
	"submissions.answer_by":        "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.changed_at":       "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.claim_ahead":      "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.claim_until":      "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.due_at":           "when a draft is gone or a resubmission closes: until then nothing was decided",
	"submissions.effective_at":     "follows from decisions and rounds, and a decision made on it is in the log with its own",
	"submissions.ends_at":          "an index for what is erased: whether a period is over is asked of the state and since when it is, which are compared",
	"submissions.findings":         "follows from rounds, whose leaves say it",
	"submissions.images_erased_at": "whether the pictures were looked through; each one's end is in the log",
	"submissions.keep_by":          "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.keep_for":         "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.keep_id":          "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.keep_until":       "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.keep_why":         "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.key_id":           "names the key under which it is sealed: under another it does not open",
	"submissions.lang":             "follows from rounds, whose leaves say it",
	"submissions.listed":           "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.next_state":       "follows from decisions and rounds, and a decision made on it is in the log with its own",
	"submissions.queue_group":      "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.queued_at":        "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.rank":             "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"submissions.round":            "follows from decisions and rounds, and a decision made on it is in the log with its own",
	"submissions.said_at":          "when somebody last said something, for lists; what was said has its leaf",
	"submissions.sides":            "follows from rounds, whose leaves say it",
	"submissions.stay_ended_at":    "follows from stays",
	"submissions.version":          "how the queue works now: it is gone or made again within minutes, and nothing that was done is told by it",
	"throttles.*":                  "attempts in the last minutes",
	"traces.*":                     "keyed tokens, made of what is sealed",
	"training_cases.*":             "training concerns nobody and decides nothing (ADR 16)",
	"training_sets.*":              "training concerns nobody and decides nothing (ADR 16)",
	"verdicts_read.*":              "up to where somebody has read",
	"worksheets.*":                 "unsent answers are no act",
}
