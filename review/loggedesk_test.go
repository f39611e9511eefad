package review_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/staff"
)

// runDesk does every act of the desk itself of which a row is kept: accounts, exports, orders, phrases, views, purges and ends.
func runDesk(t *testing.T, d *desk) audit.LogKey {
	t.Helper()
	d.staffed(reviewer, reviewer2, supervisor)
	step := func() { d.pass(time.Second) }
	for range 2 {
		_, ref := d.sent()
		step()
		d.decided(reviewer, ref, review.Reject, "cropped")
		d.takesEffect()
	}
	// Accounts: two are added, one is given another role, one ended and enabled; somebody signs in.
	const password = "violet harbour 41"
	one, err := d.people.Add(ctx, staff.CommandLine(), staff.NewAccount{Email: "Fumi@example.com", Name: "Fumi", Role: staff.Reviewer}, password)
	d.must(err)
	step()
	two, err := d.people.Invite(ctx, staff.CommandLine(), staff.NewAccount{Email: "goro@example.com", Name: "Goro", Role: staff.Support})
	d.must(err)
	step()
	_, err = d.people.ChangeRole(ctx, staff.CommandLine(), one.ID, staff.Supervisor)
	d.must(err)
	step()
	_, err = d.people.SignIn(ctx, staff.Attempt{Email: "fumi@example.com", Password: password, Address: "192.0.2.1"})
	d.must(err)
	step()
	_, err = d.people.Disable(ctx, staff.CommandLine(), staff.AccountID(reviewer2.ID))
	d.must(err)
	step()
	_, err = d.people.Enable(ctx, staff.CommandLine(), staff.AccountID(reviewer2.ID))
	d.must(err)
	step()
	_ = two
	// An export that is whole.
	x, err := d.BeginExport(ctx, supervisor, review.ExportRequest{What: review.ExportDecisions, Format: review.ExportCSV, Purpose: "the year's report", Filter: "outcome=reject"})
	d.must(err)
	step()
	var file bytes.Buffer
	d.must(x.Write(ctx, &file))
	step()
	x, err = d.BeginExportByHand(ctx, review.ExportRequest{What: review.ExportLog, Format: review.ExportCSV, Purpose: "for the ministry"})
	d.must(err)
	step()
	d.must(x.Write(ctx, &file))
	step()
	// An order of second looks that is ended before its time, and one that goes on.
	for range 2 {
		d.must(d.OrderLooks(ctx, supervisor, review.LookOrderForm{Count: 5, Filter: review.SampleFilter{By: reviewer.ID}}))
		step()
	}
	lines, _, err := d.LookOrders(ctx, supervisor)
	d.must(err)
	d.must(d.EndLooks(ctx, supervisor, lines[0].ID))
	step()
	// Phrases and views, of which one each is gone; what somebody takes on; somebody away.
	d.must(d.AddPhrase(ctx, supervisor, message("It is too dark.", "暗く写っています。")))
	step()
	d.must(d.AddPhrase(ctx, reviewer, own(reviewer, note("looked twice"))))
	step()
	all := d.phrases(reviewer)
	changed := all[0]
	changed.Texts = map[string]string{"en": "It is much too dark.", "ja": "暗すぎます。"}
	d.must(d.ChangePhrase(ctx, supervisor, changed))
	step()
	d.must(d.RemovePhrase(ctx, reviewer, all[1].ID, all[1].Version))
	step()
	var views []review.ViewID
	for _, name := range []string{"Mine", "Ours"} {
		v, err := d.SaveView(ctx, supervisor, review.ViewForm{Name: name, Shared: name == "Ours", Listing: cards})
		d.must(err)
		views = append(views, v)
		step()
	}
	d.must(d.DeleteView(ctx, supervisor, views[0], 1))
	step()
	d.must(d.SetSkills(ctx, supervisor, reviewer.ID, review.Skills{Kinds: []string{"resident-card"}}))
	step()
	d.must(d.SetSkills(ctx, supervisor, reviewer.ID, review.Skills{Langs: []string{"ja"}}))
	step()
	_, err = d.GoAway(ctx, reviewer2, d.now().Add(time.Hour))
	d.must(err)
	step()
	// One is withdrawn, of one a picture is purged, of one the pictures' period ends, one is erased.
	token, _ := d.sent()
	step()
	d.must(d.Withdraw(ctx, token))
	step()
	_, purged := d.sent()
	step()
	d.must(d.Claim(ctx, reviewer, purged, false))
	step()
	d.must(d.Purge(ctx, reviewer, purged, "back", 0))
	step()
	_, erased := d.sent()
	step()
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: erased})
	d.must(err)
	d.must(d.Erase(ctx, s.ID))
	d.pass(100 * review.Day)
	if n, err := d.EraseDue(ctx); err != nil || n.Images == 0 {
		t.Fatalf("%+v: %v", n, err)
	}
	return d.numbered()
}

// TestABadAdministratorOfTheDesk does to accounts, exports, orders, phrases, views and ends whatever somebody can who may write
// the database. Each is found, and where a leaf tells of it, the leaf is named.
func TestABadAdministratorOfTheDesk(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		key := runDesk(t, d)
		counted, err := whole(d, key)
		if err != nil {
			t.Fatalf("a log that nobody touched: %v", err)
		}
		for _, name := range []string{"submission", "round that was sent", "erasure", "withdrawal", "purge of a picture", "erasure of a picture", "mail that waits",
			"account", "account as it stands", "last signing in", "session", "one-time link", "export", "end of an export", "order of second looks",
			"end of an order of second looks", "absence", "saved phrase", "saved view", "what somebody takes on"} {
			if counted[name] == 0 {
				t.Errorf("no row of the sort %q was compared: %v", name, counted)
			}
		}
		const live = ` AND erased_at = 0`
		a := d.administrator(t)
		a.tries(d, key, []evil{
			{"makes somebody a supervisor", "staff", `UPDATE staff SET role = 'supervisor' WHERE name = 'Goro'`, audit.StaffInvited, "(role-now)"},
			{"takes a role back", "staff", `UPDATE staff SET role = 'reviewer' WHERE name = 'Fumi'`, audit.StaffRoleChanged, "(role-now)"},
			{"lets a role wait", "staff", `UPDATE staff SET pending_role = 'supervisor' WHERE name = 'Goro'`, audit.StaffInvited, "(pending-now)"},
			{"ends somebody", "staff", `UPDATE staff SET status = 'disabled', disabled_at = 1 WHERE name = 'Fumi'`, audit.StaffRoleChanged, "(status-now)"},
			{"sets a password", "staff", `UPDATE staff SET password_hash = (SELECT password_hash FROM staff WHERE name = 'Fumi') WHERE name = 'Goro'`, audit.StaffInvited, "(password)"},
			{"sends letters elsewhere", "staff", `UPDATE staff SET email = 'evil@example.com', folded = 'evil@example.com' WHERE name = 'Fumi'`, audit.StaffRoleChanged, "(email)"},
			{"signs in by another address", "staff", `UPDATE staff SET folded = 'evil@example.com' WHERE name = 'Fumi'`, audit.StaffRoleChanged, "(address as it is compared)"},
			{"gives somebody another's name", "staff", `UPDATE staff SET name = 'Chie' WHERE name = 'Fumi'`, audit.StaffRoleChanged, "(name)"},
			{"deletes an account", "staff", `DELETE FROM staff WHERE name = 'Goro'`, audit.StaffInvited, "is not in the database"},
			{"invents an account", "staff", `INSERT INTO staff SELECT 'invented' AS id, 'x@example.com', 'x@example.com', 'X', 'supervisor', '', lang, 'active', password_hash, created_at + 1, 0, 0, 0, '' FROM staff WHERE name = 'Fumi'`, "", "tells nothing of the account invented"},
			{"says that somebody signed in", "staff", `UPDATE staff SET signed_in_at = signed_in_at + 1 WHERE name = 'Fumi'`, "", "tells nothing of the last signing in"},
			{"invents a session", "sessions", `INSERT INTO sessions SELECT ` + a.bytes("01") + `, 'invented', id, created_at, created_at FROM staff WHERE name = 'Fumi'`, "", "tells nothing of the session invented"},
			{"gives a session to somebody else", "sessions", `UPDATE sessions SET staff_id = (SELECT id FROM staff WHERE name = 'Goro')`, "", "tells nothing of the session"},
			{"makes a one-time link", "staff_links", `INSERT INTO staff_links SELECT ` + a.bytes("02") + `, id, 'reset', created_at + 5, created_at + 1000000000000 FROM staff WHERE name = 'Fumi'`, "", "tells nothing of the one-time link"},
			{"deletes an export", "exports", `DELETE FROM exports WHERE what = 'decisions'`, audit.Exported, "is not in the database"},
			{"changes a purpose", "exports", `UPDATE exports SET purpose_sealed = NULL WHERE what = 'decisions'`, audit.Exported, "(purpose)"},
			{"says that less was exported", "exports", `UPDATE exports SET row_count = row_count + 1 WHERE what = 'decisions'`, audit.ExportEnded, "(rows)"},
			{"says that it broke off", "exports", `UPDATE exports SET ended_at = 0, whole = 0 WHERE what = 'log'`, audit.ExportEnded, "is not in the database"},
			{"says who exported", "exports", `UPDATE exports SET staff_id = '' WHERE what = 'decisions'`, audit.Exported, "is not in the database"},
			{"orders fewer looks", "look_orders", `UPDATE look_orders SET wanted = 1 WHERE ended_by = ''`, audit.LookOrdered, "(wanted)"},
			{"lets an order go on", "look_orders", `UPDATE look_orders SET ended_by = '', until_at = until_at + 1000000 WHERE ended_by <> ''`, audit.LookOrdered, "(until-us)"},
			{"deletes an order", "look_orders", `DELETE FROM look_orders WHERE ended_by = ''`, audit.LookOrdered, "is not in the database"},
			{"writes what the desk says", "phrases", `UPDATE phrases SET texts = replace(texts, 'much', 'very')`, audit.PhraseSaved, "(texts)"},
			{"deletes a phrase", "phrases", `DELETE FROM phrases`, audit.PhraseSaved, "saved phrase that it tells of is not in the database"},
			{"has a phrase of somebody", "phrases", `UPDATE phrases SET owner_id = 'reviewer-1'`, audit.PhraseSaved, "(whose)"},
			{"invents a phrase", "phrases", `INSERT INTO phrases SELECT 'invented' AS id, COLUMNS FROM phrases`, "", "tells nothing of the saved phrase invented"},
			{"changes a view", "queue_views", `UPDATE queue_views SET sort = 'newest'`, audit.ViewSaved, "(list)"},
			{"deletes a view", "queue_views", `DELETE FROM queue_views`, audit.ViewSaved, "saved view that it tells of is not in the database"},
			{"changes what somebody takes on", "skills", `UPDATE skills SET langs = 'en'`, audit.SkillsChanged, "(langs)"},
			{"deletes what somebody takes on", "skills", `DELETE FROM skills`, audit.SkillsChanged, "is not in the database"},
			{"invents an absence", "absences", `INSERT INTO absences VALUES ('reviewer-1', 12345, 0)`, "", "tells nothing of the absence"},
			{"lets somebody be away longer", "absences", `UPDATE absences SET until = 0`, audit.StaffAway, "(until-us)"},
			{"deletes a submission", "submissions", `DELETE FROM submissions WHERE state = 'waiting'` + live, audit.SubmissionDrafted, "submission that it tells of is not in the database"},
			{"says that one was erased", "submissions", `UPDATE submissions SET erased_at = 5 WHERE state = 'waiting'` + live, "", "does not tell of the erasure"},
			{"says that one was not erased", "submissions", `UPDATE submissions SET erased_at = 0 WHERE erased_at > 0`, audit.Erased, "erasure that it tells of is not in the database"},
			{"withdraws one", "submissions", `UPDATE submissions SET state = 'withdrawn' WHERE state = 'waiting'` + live, "", "tells nothing of the withdrawal"},
			{"approves one", "submissions", `UPDATE submissions SET state = 'approved' WHERE state = 'waiting'` + live, "", "not what the database says elsewhere (state)"},
			{"approves what was rejected", "submissions", `UPDATE submissions SET state = 'approved' WHERE state = 'rejected'` + live, audit.DecisionMade, "(state)"},
			{"reopens what was rejected", "submissions", `UPDATE submissions SET state = 'waiting', decision_id = '' WHERE state = 'rejected'` + live, audit.DecisionMade, "(state)"},
			{"changes what was typed", "rounds", `UPDATE rounds SET fields_sealed = (SELECT fields_sealed FROM rounds WHERE fields_sealed IS NOT NULL ORDER BY submission_id DESC LIMIT 1) WHERE fields_sealed IS NOT NULL`, audit.SubmissionSubmitted, "(fields)"},
			{"changes a kind", "rounds", `UPDATE rounds SET kind_version = 'another'`, audit.SubmissionSubmitted, "(kind-version)"},
			{"takes a finding away", "rounds", `UPDATE rounds SET findings = 'young'`, audit.SubmissionSubmitted, "(findings)"},
			{"says that another purged it", "images", `UPDATE images SET purged_by = 'supervisor-1' WHERE purged_by <> ''`, audit.ImagePurged, "(staff)"},
			{"says that a period was over", "images", `UPDATE images SET kept_days = 90 WHERE purged_by <> ''`, "", "tells nothing of the erasure of a picture"},
			{"says that another was purged", "images", `UPDATE images SET purged_at = 77 WHERE purged_at = 0`, "", "tells nothing of the purge"},
			{"says that mail went", "outbox", `UPDATE outbox SET sent_at = created_at + 3`, "", "tells nothing of the mail that has gone"},
		})
		if _, err := whole(d, key); err != nil {
			t.Errorf("after all was put back: %v", err)
		}
		// Nor can the leaf of a change be hidden from what stands: its salt is nobody's to erase, and its subject fits.
		for _, hide := range []string{`subject = 'staff:another'`, `subject = '', salt = NULL`} {
			a.does(`CREATE TABLE kept AS SELECT * FROM log_entries`)
			a.does(`UPDATE log_entries SET ` + hide + ` WHERE act = 'staff.role-changed'`)
			if _, err := whole(d, key); err == nil || !strings.Contains(err.Error(), "what opens it was changed or taken away") {
				t.Errorf("%s: %v", hide, err)
			}
			a.does(`DELETE FROM log_entries`)
			a.does(`INSERT INTO log_entries SELECT * FROM kept`)
			a.does(`DROP TABLE kept`)
		}
	})
}

// TestWhatStandsIsComparedWhileTheDeskWorks: a change whose leaf has no number yet is no difference.
func TestWhatStandsIsComparedWhileTheDeskWorks(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		key := runDesk(t, d)
		d.must(d.SetSkills(ctx, supervisor, reviewer.ID, review.Skills{Langs: []string{"en"}}))
		_, err := d.people.ChangeRole(ctx, staff.CommandLine(), staff.AccountID(reviewer2.ID), staff.Support)
		d.must(err)
		for _, p := range d.phrases(supervisor) {
			d.must(d.RemovePhrase(ctx, supervisor, p.ID, p.Version))
		}
		d.must(d.AddPhrase(ctx, supervisor, note("new")))
		if _, err := whole(d, key); err != nil {
			t.Error(err)
		}
		d.number(key)
		if _, err := whole(d, key); err != nil {
			t.Errorf("numbered: %v", err)
		}
	})
}
