package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"shinsa/audit"
	"shinsa/review"
)

func export(key, more values) *review.ExportRecord {
	return &review.ExportRecord{
		ID: key.text(0), By: review.StaffID(more.text(0)), What: review.ExportWhat(more.text(1)), Format: review.ExportFormat(more.text(2)),
		Filter: more.text(3), Purpose: more.bytes(4), Rows: more.number(5), Whole: more.number(6) == 1, Digest: more.bytes(7),
	}
}

var exportColumns = []string{"t.staff_id", "t.what", "t.format", "t.filter", "t.purpose_sealed", "t.row_count", "t.whole", "t.digest"}

// exportSubject is whose entries those of an export are.
const exportSubject = `CASE WHEN t.staff_id = '' THEN 'staff:command-line' ELSE 'staff:' || t.staff_id END`

func lookOrder(key, more values) *review.LookOrder {
	return &review.LookOrder{
		ID: review.LookOrderID(key.text(0)), By: review.StaffID(more.text(0)), Wanted: int(more.number(1)), Until: fromMicros(more.number(2)), EndedBy: review.StaffID(more.text(3)),
		Filter: review.SampleFilter{By: review.StaffID(more.text(4)), Kind: more.text(5), Outcome: review.Outcome(more.text(6)), Lang: more.text(7), Finding: more.text(8)},
	}
}

var orderColumns = []string{"t.staff_id", "t.wanted", "t.until_at", "t.ended_by", "t.person_id", "t.kind", "t.outcome", "t.lang", "t.finding"}

// deskTables are of the desk itself: what left it, what was ordered, and what stands for everybody.
var deskTables = []logTable{
	{
		RowTable: audit.RowTable{Name: "export", Act: audit.Exported, Own: "export"},
		from:     `exports AS t`, key: []string{"t.id"}, subject: exportSubject, at: "t.at", erased: "0", more: exportColumns,
		row: func(key, more values) audit.Row { return audit.Row{Facts: review.ExportFacts(export(key, more))} },
	},
	{
		RowTable: audit.RowTable{Name: "end of an export", Act: audit.ExportEnded, Own: "export"},
		from:     `exports AS t`, key: []string{"t.id"}, subject: exportSubject, at: "t.ended_at", erased: "0", where: "t.ended_at <> 0", more: exportColumns,
		row: func(key, more values) audit.Row { return audit.Row{Facts: review.ExportEndFacts(export(key, more))} },
	},
	{
		RowTable: audit.RowTable{Name: "order of second looks", Act: audit.LookOrdered, Own: "order"},
		from:     `look_orders AS t`, key: []string{"t.id"}, subject: "'staff:' || t.staff_id", at: "t.at", erased: "0", more: orderColumns,
		row: func(key, more values) audit.Row {
			facts, gone := review.LookOrderFacts(lookOrder(key, more))
			return audit.Row{Facts: facts, Gone: gone}
		},
	},
	{
		RowTable: audit.RowTable{Name: "end of an order of second looks", Act: audit.LookEnded, Own: "order"},
		from:     `look_orders AS t`, key: []string{"t.id"}, subject: "'staff:' || t.ended_by", at: "t.until_at", erased: "0", where: "t.ended_by <> ''", more: orderColumns,
		row: func(key, more values) audit.Row { return audit.Row{Facts: review.LookEndFacts(lookOrder(key, more))} },
	},
	{
		RowTable: audit.RowTable{Name: "absence", Act: audit.StaffAway, OneWay: true}, // one that is over has no row
		from:     `absences AS t`, key: []string{"t.staff_id"}, subject: "'staff:' || t.staff_id", at: "t.since", erased: "0", more: []string{"t.until"},
		row: func(key, more values) audit.Row {
			a := review.Absence{Person: review.StaffID(key.text(0)), Until: fromMicros(more.number(0))}
			return audit.Row{Facts: review.AbsenceFacts(a), Later: review.AbsenceLaterFacts(a)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "saved phrase", Standing: &audit.Standing{
			Acts: []audit.Act{audit.PhraseSaved, audit.PhraseRemoved}, Ends: []audit.Act{audit.PhraseRemoved}, Name: "phrase",
		}},
		from: `phrases AS t`, key: []string{"t.id"}, subject: "''", at: "0", erased: "0",
		more: []string{"t.owner_id", "t.use_for", "t.reason", "t.texts", "t.changed_by"},
		row: func(key, more values) audit.Row {
			p := review.Phrase{ID: key.text(0), Owner: review.StaffID(more.text(0)), Use: review.PhraseUse(more.text(1)), Reason: more.text(2), ChangedBy: review.StaffID(more.text(4))}
			row := audit.Row{Whose: p.ID}
			if json.Unmarshal([]byte(more.text(3)), &p.Texts) != nil {
				row.Wrong = "texts"
			}
			row.Facts, row.Later = review.PhraseFacts(p), review.PhraseLaterFacts(p)
			return row
		},
	},
	{
		RowTable: audit.RowTable{Name: "saved view", Standing: &audit.Standing{
			Acts: []audit.Act{audit.ViewSaved, audit.ViewDeleted}, Ends: []audit.Act{audit.ViewDeleted}, Name: "view",
		}},
		from: `queue_views AS t`, key: []string{"t.id"}, subject: "''", at: "0", erased: "0",
		more: []string{"t.staff_id", "t.shared", "t.name", "t.state", "t.kind", "t.sort", "t.shown", "t.density"},
		row: func(key, more values) audit.Row {
			v := review.QueueView{ID: review.ViewID(key.text(0)), By: review.StaffID(more.text(0)), Shared: more.number(1) == 1, Name: more.text(2)}
			v.State, v.Kind, v.Sort, v.Density = review.State(more.text(3)), more.text(4), review.Sort(more.text(5)), review.Density(more.text(7))
			for _, c := range split(more.text(6)) {
				v.Columns = append(v.Columns, review.Column(c))
			}
			return audit.Row{Facts: review.QueueViewFacts(v), Later: review.QueueViewLaterFacts(v), Loose: true, Whose: key.text(0)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "what somebody takes on", Standing: &audit.Standing{Acts: []audit.Act{audit.SkillsChanged}, Name: "staff", Prefix: "staff:"}},
		from:     `skills AS t`, key: []string{"t.staff_id"}, subject: "''", at: "0", erased: "0",
		more: []string{"t.by_id", "t.kinds", "t.langs", "t.queue_groups"},
		row: func(key, more values) audit.Row {
			s := review.Skills{Kinds: split(more.text(1)), Langs: split(more.text(2)), Groups: split(more.text(3))}
			return audit.Row{Facts: review.SkillsFacts(review.StaffID(key.text(0)), review.StaffID(more.text(0)), s), Whose: key.text(0)}
		},
	},
	{
		RowTable: audit.RowTable{Name: "setting", Standing: &audit.Standing{Acts: []audit.Act{audit.SettingsChanged}, Single: true}},
		from:     `meta AS t`, key: []string{"t.name"}, subject: "''", at: "0", erased: "0", where: `t.name IN ('` + SettingsMark + `', '` + RetentionMark + `')`,
		more: []string{"t.value"},
		row: func(key, more values) audit.Row {
			row := audit.Row{Whose: key.text(0)}
			for name, value := range marked(key.text(0), more.text(0)) {
				row.Facts = append(row.Facts, audit.Public(name, value))
			}
			return row
		},
	},
}

// SettingsMark and RetentionMark name what the store keeps of the settings and of the periods of retention with which a server
// last worked: a JSON object, and words such as images=90. Changes of both are in the log.
const (
	SettingsMark  = "settings"
	RetentionMark = "retention"
)

// marked reads one of the two, by the names that the log has for what is in it.
func marked(name, text string) map[string]string {
	all := map[string]string{}
	if name == RetentionMark {
		for _, word := range strings.Fields(text) {
			of, value, _ := strings.Cut(word, "=")
			all["erase."+of] = value
		}
		return all
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return map[string]string{}
	}
	return all
}

// drawn adds to a sample's row what was drawn: the digest in it must be that of its items.
func drawn(ctx context.Context, b bounded, row *audit.Row) error {
	s, ok := row.Of.(*review.Sample)
	if !ok {
		return nil
	}
	parts, err := collect(ctx, b.q, `SELECT name, size, taken FROM sample_strata WHERE sample_id = $1`, []any{string(s.ID)},
		func(r *sql.Rows, p *review.Stratum) error { return r.Scan(&p.Name, &p.Size, &p.Taken) })
	if err != nil {
		return err
	}
	s.Parts = parts
	picks, err := collect(ctx, b.q, `SELECT n, decision_id, stratum, weight FROM sample_items WHERE sample_id = $1 ORDER BY n`, []any{string(s.ID)},
		func(r *sql.Rows, p *review.SamplePick) error { return r.Scan(&p.N, &p.Decision, &p.Stratum, &p.Weight) })
	if err != nil {
		return err
	}
	if review.SampleDigest(picks) != s.Digest {
		row.Wrong = "what was drawn"
	}
	row.Later = review.SampleLaterFacts(s, picks)
	return nil
}
