package db

import (
	"shinsa/audit"
	"shinsa/review"
)

// imagesGone are pictures that were destroyed, as ofImage's views are joined.
const imagesGone = `(SELECT id AS image_id, purged_at, purged_by, kept_days FROM images WHERE purged_at > 0) AS t JOIN images AS i ON i.id = t.image_id JOIN submissions AS s ON s.id = i.submission_id`

func destroyed(key, more values) audit.Row {
	e := review.Erasure{Image: review.ImageID(key.text(0)), By: review.StaffID(more.text(0)), KeptDays: int(more.number(1)), Submission: review.SubmissionID(more.text(2))}
	return audit.Row{Facts: review.PurgeFacts(e), Later: review.PurgeLaterFacts(e), Loose: true}
}

// leadsTo is the state to which a decision d led. Older ones say only their outcome.
const leadsTo = `CASE WHEN d.led_to <> '' THEN d.led_to WHEN d.outcome = 'approve' THEN 'approved' WHEN d.outcome = 'reject' THEN 'rejected' ELSE '' END`

// fallen says of a decision d that it does not stand any more.
const fallen = `(EXISTS (SELECT 1 FROM retractions AS x WHERE x.decision_id = d.id) OR EXISTS (SELECT 1 FROM audits AS x WHERE x.decision_id = d.id AND x.verdict = 'overturn'))`

// endTables are of submissions as a whole: that there is one, that a round of it was sent, how it ended, and what was destroyed.
var endTables = []logTable{
	{
		RowTable: audit.RowTable{Name: "submission", Act: audit.SubmissionDrafted, Bare: true},
		from:     `submissions AS t`, key: []string{"t.id"}, subject: "''", at: "t.created_at", erased: "t.erased_at",
		row: func(key, more values) audit.Row { return audit.Row{} },
	},
	{
		// A round that was taken back is sent again as the same row, so only rows are looked up.
		RowTable: audit.RowTable{Name: "round that was sent", Act: audit.SubmissionSubmitted, Own: "round", OneWay: true},
		from: `rounds` + ofSubmission + `
LEFT JOIN round_images AS f ON f.submission_id = t.submission_id AND f.round = t.n AND f.side = 'front' LEFT JOIN images AS fi ON fi.id = f.image_id
LEFT JOIN round_images AS b ON b.submission_id = t.submission_id AND b.round = t.n AND b.side = 'back' LEFT JOIN images AS bi ON bi.id = b.image_id`,
		key: []string{"t.submission_id", "t.n"}, first: []any{"", -1}, subject: "t.submission_id", at: "t.submitted_at", erased: "s.erased_at", where: "t.submitted_at <> 0",
		more: []string{"t.kind", "t.kind_version", "t.lang", "t.fields_sealed", "t.findings", "fi.digest", "bi.digest",
			"COALESCE(f.image_id, '')", "COALESCE(b.image_id, '')", "s.reference", "s.link_hash", "s.link_sealed", "s.email_sealed", "s.external_sealed", "CASE WHEN s.round = t.n THEN s.kind ELSE t.kind END"},
		row: func(key, more values) audit.Row {
			r := &review.Round{
				Submission: review.SubmissionID(key.text(0)), N: int(key.number(1)), Kind: more.text(0), KindVersion: more.text(1), Lang: more.text(2),
				Fields: more.bytes(3), Findings: split(more.text(4)),
			}
			row := audit.Row{Facts: review.RoundFacts(r), Later: review.RoundLaterFacts(r), Loose: true}
			for i, side := range []string{"front", "back"} {
				digest, image := more.bytes(5+i), more.text(7+i)
				switch {
				case len(digest) > 0:
					row.Facts = append(row.Facts, review.RoundImageFact(side, digest))
				case image == "": // else it was destroyed
					row.Later = append(row.Later, review.RoundImageFact(side, nil))
				}
			}
			row.Later = append(row.Later, review.ReachedFact(&review.Submission{
				Reference: review.Reference(more.text(9)), LinkHash: more.bytes(10), Link: more.bytes(11), Email: more.bytes(12), External: more.bytes(13),
			}))
			if more.text(14) != r.Kind {
				row.Wrong = "kind of its submission"
			}
			return row
		},
	},
	{
		RowTable: audit.RowTable{Name: "erasure", Act: audit.Erased, Public: []string{"what"}, Bare: true},
		from:     `submissions AS t`, key: []string{"t.id"}, subject: "''", at: "t.erased_at", erased: "t.erased_at", where: "t.erased_at <> 0",
		row: func(key, more values) audit.Row { return audit.Row{Facts: review.ErasureFacts()} },
	},
	{
		RowTable: audit.RowTable{Name: "withdrawal", Act: audit.SubmissionWithdrawn, OneWay: true},
		from:     `submissions AS t`, key: []string{"t.id"}, subject: "t.id", at: "t.since", erased: "t.erased_at", where: "t.state = 'withdrawn'",
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: review.WithdrawalFacts(review.SubmissionID(key.text(0)))}
		},
	},
	{
		// Of these there are rows only where something is wrong: an outcome without a decision that stands for it, or a decision
		// that stands and gives an outcome which its submission does not have.
		RowTable: audit.RowTable{Name: "outcome of a submission", Act: audit.DecisionMade, Own: "decision", OneWay: true},
		from: `submissions AS t LEFT JOIN decisions AS d ON d.id = CASE WHEN t.state IN ('approved', 'rejected') THEN t.decision_id ELSE
(SELECT d.id FROM decisions AS d WHERE d.submission_id = t.id AND d.round = t.round AND t.next_state = '' AND t.state <> 'withdrawn' AND ` + leadsTo + ` IN ('approved', 'rejected') AND NOT ` + fallen + ` ORDER BY d.decided_at DESC LIMIT 1) END`,
		key: []string{"t.id"}, subject: "t.id", at: "COALESCE(d.decided_at, 0)", erased: "0",
		where: `(t.state IN ('approved', 'rejected') AND (d.id IS NULL OR d.submission_id <> t.id OR ` + leadsTo + ` <> t.state OR t.since <> d.effective_at OR ` + fallen + `) OR t.state NOT IN ('approved', 'rejected') AND d.id IS NOT NULL)`,
		more:  []string{"COALESCE(d.id, '')"},
		row: func(key, more values) audit.Row {
			d := &review.Decision{ID: review.DecisionID(more.text(0)), Submission: review.SubmissionID(key.text(0))}
			return audit.Row{Facts: review.OutcomeFacts(d), Wrong: "state", Loose: true}
		},
	},
	{
		// Here, too, there are rows only where something is wrong: more or less keeps it from erasure than is said of it.
		RowTable: audit.RowTable{Name: "count of stays", Act: audit.ErasureStayed, OneWay: true},
		from:     `submissions AS t`, key: []string{"t.id"}, subject: "''", at: "0", erased: "0",
		where: `t.erased_at = 0 AND t.stays <> (SELECT count(*) FROM stays AS x WHERE x.submission_id = t.id AND x.ended_at = 0)`,
		row:   func(key, more values) audit.Row { return audit.Row{Wrong: "stays"} },
	},
	{
		RowTable: audit.RowTable{Name: "purge of a picture", Act: audit.ImagePurged, Own: "image", OneWay: true},
		from:     imagesGone, key: []string{"t.image_id"}, subject: "i.submission_id", at: "t.purged_at", erased: "s.erased_at", where: "t.kept_days = 0",
		shared: shared{sharedBy("t.purged_at", string(audit.ImagePurged)), sharedErased, true},
		more:   []string{"t.purged_by", "t.kept_days"}, row: destroyed,
	},
	{
		RowTable: audit.RowTable{Name: "erasure of a picture", Act: audit.ImageErased, Own: "image", OneWay: true},
		from:     imagesGone, key: []string{"t.image_id"}, subject: "i.submission_id", at: "t.purged_at", erased: "s.erased_at", where: "t.kept_days <> 0",
		shared: shared{sharedBy("t.purged_at", string(audit.ImageErased)), sharedErased, true},
		more:   []string{"t.purged_by", "t.kept_days"}, row: destroyed,
	},
	mailTable("mail that waits", audit.MailQueued, "t.created_at", "t.submission_id <> ''"), // that of staff is told of as what it is for
	mailTable("mail that has gone", audit.MailSent, "t.sent_at", "t.sent_at <> 0"),
	mailTable("mail that was given up", audit.MailFailed, "t.failed_at", "t.failed_at <> 0"),
}

// mailTable is of mail: its rows go when it was taken back or is of no use any more, so only rows are looked up.
func mailTable(name string, act audit.Act, at, where string) logTable {
	return logTable{
		RowTable: audit.RowTable{Name: name, Act: act, OneWay: true},
		from:     `outbox AS t LEFT JOIN submissions AS s ON s.id = t.submission_id`, key: []string{"t.submission_id", "t.id"},
		subject: `CASE WHEN t.staff_id <> '' THEN 'staff:' || t.staff_id ELSE t.submission_id END`, at: at, erased: "COALESCE(s.erased_at, 0)", where: where,
		more: []string{"t.topic", "t.staff_id", "t.decision_id"},
		row: func(key, more values) audit.Row {
			p := review.Parcel{Submission: review.SubmissionID(key.text(0)), Topic: more.text(0), Staff: review.StaffID(more.text(1))}
			p.Decision = review.DecisionID(more.text(2))
			return audit.Row{Facts: review.ParcelFacts(p), Later: review.ParcelLaterFacts(p)}
		},
	}
}
