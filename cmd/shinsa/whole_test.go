package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/seal"
)

// inspection looks into a store from beside the program: whether nothing in it is half.
type inspection struct {
	*parts
	t  *testing.T
	db *sql.DB
}

func inspect(t *testing.T, data string) *inspection {
	t.Helper()
	p, err := open(context.Background(), storeFlags{Data: data}, openOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.Join(data, "shinsa.db")}).EscapedPath()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	i := &inspection{p, t, d}
	t.Cleanup(i.close)
	return i
}

// close may be called twice.
func (i *inspection) close() {
	_ = i.db.Close()
	_ = i.parts.close()
}

// rows runs a query that returns text and numbers.
func (i *inspection) rows(query string, args ...any) (all [][]string) {
	i.t.Helper()
	rows, err := i.db.Query(query, args...)
	if err != nil {
		i.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		i.t.Fatal(err)
	}
	for rows.Next() {
		row, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for c := range row {
			into[c] = &row[c]
		}
		if err := rows.Scan(into...); err != nil {
			i.t.Fatal(err)
		}
		values := make([]string, len(row))
		for c := range row {
			values[c] = row[c].String
		}
		all = append(all, values)
	}
	if err := rows.Err(); err != nil {
		i.t.Fatal(err)
	}
	return all
}

// none reports every row of a query as wrong.
func (i *inspection) none(what, query string, args ...any) {
	i.t.Helper()
	for _, row := range i.rows(query, args...) {
		i.t.Errorf("%s: %s", what, strings.Join(row, " "))
	}
}

// whole checks everything; of rounds and images what was made since a time.
func (i *inspection) whole(since time.Time) {
	i.t.Helper()
	if ok := i.rows(`PRAGMA integrity_check`); len(ok) != 1 || ok[0][0] != "ok" {
		i.t.Errorf("the file is damaged: %q", ok)
	}
	i.none("a row refers to nothing", `PRAGMA foreign_key_check`)
	i.log()
	i.submissions()
	i.rounds(since)
	i.images(since)
}

// log checks that no act is without its entry and no entry without its act. An entry's salt opens what it
// says about whom.
func (i *inspection) log() {
	i.t.Helper()
	seen := map[audit.Act]map[string]int{} // act → id of what it is about → entries
	for _, row := range i.rows(`SELECT id, act, hex(leaf), subject, hex(salt) FROM log_entries`) {
		leaf, err := audit.Parse(unhex(row[2]))
		if err != nil || leaf.ID != row[0] || string(leaf.Act) != row[1] {
			i.t.Errorf("the log entry %s is not its leaf: %v", row[0], err)
			continue
		}
		if seen[leaf.Act] == nil {
			seen[leaf.Act] = map[string]int{}
		}
		seen[leaf.Act][leaf.ID] = 0
		if row[3] != "" && !strings.HasPrefix(row[3], "staff:") && !leaf.Opens("submission", unhex(row[4]), row[3]) {
			i.t.Errorf("the log entry %s (%s) does not speak of its submission", row[0], leaf.Act)
		}
	}
	for act, table := range map[audit.Act]string{audit.ImageFetched: "image_views", audit.SubmissionOpened: "field_views"} {
		if views := i.rows(`SELECT count(*) FROM ` + table); views[0][0] != fmt.Sprint(len(seen[act])) {
			i.t.Errorf("%d log entries of %s for %s of them", len(seen[act]), act, views[0][0])
		}
	}
	for _, c := range []struct {
		act   audit.Act
		fact  string
		query string // id and submission of everything that such an act has made
	}{
		{audit.DecisionMade, "decision", `SELECT id, submission_id FROM decisions`},
		{audit.DecisionRetracted, "decision", `SELECT r.decision_id, d.submission_id FROM retractions AS r JOIN decisions AS d ON d.id = r.decision_id`},
		{audit.SubmissionDrafted, "submission", `SELECT id, id FROM submissions WHERE erased_at = 0`},
	} {
		made := i.rows(c.query)
		entries := map[string][][2][]byte{} // submission → leaves and salts
		for _, row := range i.rows(`SELECT subject, hex(leaf), hex(salt) FROM log_entries WHERE act = $1`, string(c.act)) {
			entries[row[0]] = append(entries[row[0]], [2][]byte{unhex(row[1]), unhex(row[2])})
		}
		n := 0
		for _, row := range made {
			found := 0
			for _, e := range entries[row[1]] {
				if leaf, err := audit.Parse(e[0]); err == nil && leaf.Opens(c.fact, e[1], row[0]) {
					found++
				}
			}
			if n += found; found != 1 {
				i.t.Errorf("%s %s has %d log entries", c.act, row[0], found)
			}
		}
		if all := len(seen[c.act]); all < n || c.act != audit.SubmissionDrafted && all != n {
			i.t.Errorf("%d log entries of %s for %d of them", all, c.act, n)
		}
	}
}

func unhex(s string) []byte {
	var b []byte
	if _, err := fmt.Sscanf(s, "%x", &b); err != nil {
		return nil
	}
	return b
}

// submissions checks that states, decisions, claims, counts and the outbox agree.
func (i *inspection) submissions() {
	i.t.Helper()
	i.none("a submission without its round", `SELECT s.id, s.state FROM submissions AS s LEFT JOIN rounds AS r ON r.submission_id = s.id AND r.n = s.round WHERE r.n IS NULL`)
	i.none("sent, but its round is not", `SELECT s.id, s.state FROM submissions AS s JOIN rounds AS r ON r.submission_id = s.id AND r.n = s.round
WHERE s.state NOT IN ('draft', 'resubmission', 'withdrawn') AND r.submitted_at = 0`)
	i.none("a draft whose round is sent", `SELECT s.id FROM submissions AS s JOIN rounds AS r ON r.submission_id = s.id AND r.n = s.round WHERE s.state = 'draft' AND r.submitted_at <> 0`)
	i.none("sent without an image", `SELECT s.id, s.state FROM submissions AS s WHERE s.state NOT IN ('draft', 'withdrawn') AND s.erased_at = 0
AND NOT EXISTS (SELECT 1 FROM round_images AS r WHERE r.submission_id = s.id AND r.round = s.round)`)
	i.none("sent without search tokens", `SELECT s.id FROM submissions AS s WHERE s.state NOT IN ('draft', 'withdrawn') AND s.erased_at = 0
AND NOT EXISTS (SELECT 1 FROM search_tokens AS k WHERE k.submission_id = s.id)`)
	i.none("decided without a decision", `SELECT id, state FROM submissions WHERE (state IN ('approved', 'rejected', 'escalated', 'resubmission') OR next_state <> '') AND decision_id = ''`)
	i.none("the decision that stands does not fit the state", `SELECT s.id, s.state, s.next_state, d.outcome FROM submissions AS s JOIN decisions AS d ON d.id = s.decision_id
WHERE CASE WHEN s.next_state <> '' THEN s.next_state ELSE s.state END <>
CASE d.outcome WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected' WHEN 'escalate' THEN 'escalated' ELSE 'resubmission' END
AND s.state NOT IN ('draft', 'waiting', 'withdrawn')`)
	i.none("a decision that stands was taken back", `SELECT s.id FROM submissions AS s JOIN retractions AS r ON r.decision_id = s.decision_id`)
	i.none("a decision that nothing remembers", `SELECT d.id FROM decisions AS d JOIN submissions AS s ON s.id = d.submission_id LEFT JOIN retractions AS r ON r.decision_id = d.id
WHERE r.decision_id IS NULL AND s.decision_id <> d.id AND d.round = s.round AND NOT EXISTS
(SELECT 1 FROM decisions AS later WHERE later.submission_id = d.submission_id AND later.decided_at > d.decided_at)`)
	i.none("a decision without its images", `SELECT id FROM decisions WHERE images = '' OR digests = ''`)
	i.none("held for longer than a claim lasts", `SELECT id FROM submissions WHERE claim_until > $1`, time.Now().Add(11*time.Minute).UnixMicro())
	i.none("mail for what was taken back", `SELECT o.id FROM outbox AS o JOIN retractions AS r ON r.decision_id = o.decision_id`)
	i.none("no mail for a decision", `SELECT d.id FROM decisions AS d JOIN submissions AS s ON s.id = d.submission_id LEFT JOIN retractions AS r ON r.decision_id = d.id
WHERE r.decision_id IS NULL AND s.email_sealed IS NOT NULL AND d.outcome <> 'escalate' AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.decision_id = d.id)`)
	counted := i.rows(`SELECT listed, kind, sum(n) FROM lanes GROUP BY listed, kind HAVING sum(n) <> 0 ORDER BY listed, kind`)
	real := i.rows(`SELECT listed, kind, count(*) FROM submissions WHERE listed <> '' GROUP BY listed, kind ORDER BY listed, kind`)
	if !slices.EqualFunc(counted, real, slices.Equal[[]string]) {
		i.t.Errorf("the counts are %v, and there are %v", counted, real)
	}
}

// rounds checks that what was typed can be read, and is whole where it was sent.
func (i *inspection) rounds(since time.Time) {
	i.t.Helper()
	for _, row := range i.rows(`SELECT submission_id, n, key_id, hex(fields_sealed), submitted_at FROM rounds WHERE created_at >= $1 AND key_id <> ''`, since.UnixMicro()) {
		plain, err := i.keys.Open(context.Background(), seal.KeyID(row[2]), seal.Bind("round", row[0], row[1], "fields"), unhex(row[3]))
		var fields map[string]string
		if err == nil {
			err = json.Unmarshal(plain, &fields)
		}
		if err != nil {
			i.t.Errorf("round %s of %s cannot be read: %v", row[1], row[0], err)
			continue
		}
		if row[4] != "0" && (fields["name"] == "" || fields["address"] == "" || fields["birth_date"] == "") {
			i.t.Errorf("round %s of %s was sent without fields: %d of them", row[1], row[0], len(fields))
		}
	}
}

// images checks that every stored copy of every image is there and can be opened, and is a picture.
func (i *inspection) images(since time.Time) {
	i.t.Helper()
	ctx := context.Background()
	for _, row := range i.rows(`SELECT id, key_id, original, screen, preview, thumb, bytes, hex(digest) FROM images WHERE created_at >= $1 AND key_id <> '' AND purged_at = 0`, since.UnixMicro()) {
		for n, part := range []string{"original", review.SizeScreen, review.SizePreview, review.SizeThumb} {
			sealed, err := i.blobs.Get(ctx, row[2+n])
			var plain []byte
			if err == nil {
				plain, err = i.keys.Open(ctx, seal.KeyID(row[1]), seal.Bind("image", row[0], part), sealed)
			}
			if err == nil {
				_, err = jpeg.DecodeConfig(bytes.NewReader(plain))
			}
			if err != nil {
				i.t.Errorf("%s of image %s: %v", part, row[0], err)
			} else if part == "original" && (fmt.Sprint(len(plain)) != row[6] || !bytes.Equal(i.keys.Digest(plain), unhex(row[7]))) {
				i.t.Errorf("the original of image %s has other bytes than were sent", row[0])
			}
		}
	}
}

// swept checks that after a sweep nothing lies in the stores of bytes and of keys but what rows name.
func (i *inspection) swept() {
	i.t.Helper()
	ctx := context.Background()
	blobs, keys := map[string]bool{}, map[seal.KeyID]bool{}
	for _, err := range []error{
		i.blobs.Each(ctx, func(name string) error { blobs[name] = true; return nil }),
		i.keyStore.Each(ctx, func(id seal.KeyID) error { keys[id] = true; return nil }),
		i.store.BlobNames(ctx, func(name string) error { delete(blobs, name); return nil }),
		i.store.KeyIDs(ctx, func(id seal.KeyID) error { delete(keys, id); return nil }),
	} {
		if err != nil {
			i.t.Fatal(err)
		}
	}
	if len(blobs)+len(keys) > 0 {
		i.t.Errorf("%d files of images and %d keys belong to nothing", len(blobs), len(keys))
	}
}
