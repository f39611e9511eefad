package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// older lets everything that has ended have ended so many days before.
func (i *inspection) older(days int) {
	i.t.Helper()
	if _, err := i.db.Exec(`UPDATE submissions SET since = since - $1, ends_at = ends_at - $1 WHERE ends_at > 0`, int64(days)*review.Day.Microseconds()); err != nil {
		i.t.Fatal(err)
	}
}

// keysAndBlobs counts what lies there.
func (i *inspection) keysAndBlobs() (keys, blobs int) {
	i.t.Helper()
	for _, c := range []struct {
		of  string
		to  *int
		dir string
	}{{"keys", &keys, i.flags.keysDir()}, {"blobs", &blobs, filepath.Join(i.flags.Data, "blobs")}} {
		files, err := filepath.Glob(filepath.Join(c.dir, "*", "*"))
		if err != nil {
			i.t.Fatal(c.of, err)
		}
		*c.to = len(files)
	}
	return keys, blobs
}

// listed are the lines of the list of erasures.
func listed(t *testing.T, data string) []string {
	t.Helper()
	b, err := os.ReadFile(data + ".erased")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(b), "\n"), func(s string) bool { return s == "" })
}

// What has ended is erased when its period is over, by the periods of the server whatever the command's own
// environment says, and what is left can be looked at everywhere.
func TestPeriodsOfRetention(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	addStaff(t, data, "chie@operator.example", "supervisor")
	if out := shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t).out; !strings.Contains(out, "No server was started") {
		t.Errorf("before any server it says %q", out)
	}
	periods := []string{"--erase-images-after", "10", "--erase-approved-after", "never", "--erase-rejected-after", "30", "--erase-withdrawn-after", "0"}
	server := started(t, serveArgs(data, periods...)...)
	applicant, reviewer := newVisitor(server.url), newVisitor(server.url)
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	links, refs := map[string]string{}, map[string]string{}
	for _, outcome := range []string{"approve", "reject", "withdrawn", "waiting"} {
		var err error
		if links[outcome], refs[outcome], err = applicant.applies(nil); err != nil {
			t.Fatal(err)
		}
		switch outcome {
		case "approve", "reject":
			if err := reviewer.claim(refs[outcome]); err != nil {
				t.Fatal(err)
			}
			reasons := map[string][]string{"reject": {"cropped"}}[outcome]
			if _, err := reviewer.decide(refs[outcome], outcome, reasons...); err != nil {
				t.Fatal(err)
			}
		case "withdrawn":
			f, err := applicant.formOn("/withdraw", links[outcome]+"/withdraw", links[outcome])
			if err == nil {
				err = applicant.sends(f, http.StatusSeeOther)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	i := inspect(t, data)
	eventually(t, "the decisions stand", func() bool {
		return i.rows(`SELECT count(*) FROM submissions WHERE state IN ('approved', 'rejected') AND next_state = ''`)[0][0] == "2"
	})
	server.stop().fine(t)
	purge := func(want string) {
		t.Helper()
		p := launch(t, []string{"SHINSA_ERASE_APPROVED_AFTER=1", "SHINSA_ERASE_WITHDRAWN_AFTER=1"}, "purge", "--data", data, "--grace", "0s")
		if out := p.wait().fine(t).out; !strings.Contains(out, want) || !strings.Contains(out, "Removed 0 files of images and 0 keys") {
			t.Errorf("it says %q, want %q", out, want)
		}
	}
	has := func(keys, blobs int) {
		t.Helper()
		if k, b := i.keysAndBlobs(); k != keys || b != blobs {
			t.Errorf("%d keys and %d files of images, want %d and %d", k, b, keys, blobs)
		}
	}
	has(4*4, 4*8)
	i.older(9)
	purge("Erased 0 submissions and the 0 images of others")
	i.older(1)
	purge("Erased 0 submissions and the 6 images of others") // not of what waits
	has(4*2+2, 8)
	i.older(20)
	purge("Erased 1 submissions and the 0 images of others")
	has(3*2+2, 8)
	i.older(10_000)
	purge("Erased 0 submissions and the 0 images of others")

	var said []string
	for _, row := range i.rows(`SELECT hex(leaf), subject FROM log_entries WHERE act = 'desk.erased'`) {
		leaf, err := audit.Parse(unhex(row[0]))
		if err != nil || row[1] != "" {
			t.Errorf("the entry is of %q, %v", row[1], err)
		}
		for _, f := range leaf.Facts {
			said = append(said, f.Name+"="+f.Value)
		}
	}
	if want := []string{"days=30", "state=rejected", "what=submission", "why=retention"}; !slices.Equal(said, want) {
		t.Errorf("the log says %q, want %q", said, want)
	}
	if lines := listed(t, data); len(lines) != 7 || strings.Count(strings.Join(lines, "\n"), `"kept_days":10`) != 6 {
		t.Errorf("the list of erasures: %q", lines)
	}

	server = started(t, serveArgs(data, periods...)...)
	applicant.base, reviewer.base = server.url, server.url
	for outcome, want := range map[string]int{"approve": 200, "reject": 404, "withdrawn": 200, "waiting": 200} {
		if p, err := applicant.get(links[outcome]); err != nil || p.status != want {
			t.Errorf("the link of %s answers %d, %v", outcome, p.status, err)
		}
	}
	if err := applicant.picture(links["waiting"] + "/images/front"); err != nil {
		t.Error(err)
	}
	if p, err := reviewer.get("/submissions/" + refs["reject"]); err != nil || p.status != http.StatusGone || !strings.Contains(p.body, "was erased on "+time.Now().In(time.FixedZone("JST", 9*3600)).Format(time.DateOnly)) {
		t.Errorf("the review page: %d, %v: %s", p.status, err, p.text())
	}
	if err := reviewer.sees("/submissions/"+refs["approve"], "10 days after the end"); err != nil {
		t.Error(err)
	}
	supervisor := newVisitor(server.url)
	if err := supervisor.signIn("chie@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	for _, row := range i.rows(`SELECT id FROM decisions`) {
		if err := supervisor.sees("/audit/"+row[0], "checklist"); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"/audit", "/stats", "/queue?state=rejected", "/queue?q=" + refs["reject"]} {
		if err := supervisor.sees(path, "<h1"); err != nil {
			t.Error(err)
		}
	}
	server.stop().fine(t)

	// By hand everything can go.
	out := shinsa(t, "purge", "--data", data, refs["approve"], strings.ToLower(refs["waiting"])).fine(t).out
	if want := fmt.Sprintf("Erased %s.\nErased %s.\n", refs["approve"], refs["waiting"]); out != want {
		t.Errorf("it says %q, want %q", out, want)
	}
	has(2, 0)
	if out := shinsa(t, "purge", "--data", data, refs["reject"]).fine(t).out; !strings.Contains(out, "already") {
		t.Errorf("it says %q", out)
	}
	shinsa(t, "purge", "--data", data, refs["withdrawn"], "ZZZZ-ZZZZ").refused(t, "no submission ZZZZ-ZZZZ")
	shinsa(t, "purge", "--data", data, "withdrawn").refused(t, "no reference")
	has(2, 0)
	i.swept()

	// Other periods are told in the log, and once.
	for range 2 {
		started(t, serveArgs(data, "--erase-expired-after", "7")...).stop().fine(t)
	}
	var changes []string
	for _, row := range i.rows(`SELECT hex(leaf) FROM log_entries WHERE act = 'settings.changed' ORDER BY at, id`) {
		leaf, err := audit.Parse(unhex(row[0]))
		if err != nil {
			t.Fatal(err)
		}
		approved, _ := leaf.Public("erase.approved")
		expired, _ := leaf.Public("erase.expired")
		changes = append(changes, approved+" "+expired)
	}
	if want := []string{"never 30", "1825 7"}; !slices.Equal(changes, want) {
		t.Errorf("the log tells of %q, want %q", changes, want)
	}
}

func TestPeriodsThatAreNone(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	shinsa(t, serveArgs(data, "--erase-images-after", "soon", "--erase-approved-after=-1", "--erase-rejected-after", "36501",
		"--erase-withdrawn-after", "1.5", "--erase-expired-after", "")...).refused(t, "--erase-images-after", "--erase-approved-after",
		"--erase-rejected-after", "--erase-withdrawn-after", "--erase-expired-after", "number of days")
	if _, err := os.Stat(data); err == nil {
		t.Error("a store was made all the same")
	}
}

// Erasing that is killed in the middle goes on with the next run, and leaves nothing behind.
func TestErasingIsKilled(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	i := inspect(t, data)
	const n = 40
	for range n {
		if _, err := i.desk.StartDraft(t.Context(), "resident-card", "en", ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := i.db.Exec(`UPDATE submissions SET due_at = 1`); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for end := time.Now().Add(patience); time.Now().Before(end); {
		p := launch(t, nil, "purge", "--data", data, "--grace", "0s")
		before := erasedOf(i)
		eventually(t, "something is erased", func() bool { return erasedOf(i) > before+2 || p.ended() })
		if p.ended() {
			p.wait().fine(t)
			break
		}
		p.kill()
		kills++
	}
	if got := erasedOf(i); got != n || kills == 0 {
		t.Errorf("%d of %d are erased after %d kills", got, n, kills)
	}
	shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t)
	if keys, blobs := i.keysAndBlobs(); keys+blobs != 0 {
		t.Errorf("%d keys and %d files of images are left", keys, blobs)
	}
	i.none("still to be destroyed", `SELECT id FROM destructions`)
	all := map[string]bool{}
	for _, line := range listed(t, data) {
		all[line] = true
	}
	if len(all) != n {
		t.Errorf("%d of %d stand on the list", len(all), n)
	}
	if rows := i.rows(`SELECT count(*) FROM log_entries WHERE act = 'desk.erased'`); rows[0][0] != fmt.Sprint(n) {
		t.Errorf("%s entries in the log", rows[0][0])
	}
}

func erasedOf(i *inspection) (n int) {
	i.t.Helper()
	if _, err := fmt.Sscan(i.rows(`SELECT count(*) FROM submissions WHERE erased_at > 0`)[0][0], &n); err != nil {
		i.t.Fatal(err)
	}
	return n
}

// An image that was purged, and one whose period was over, are destroyed again when an older backup is
// restored: its database, its bytes and its keys have both.
func TestAPurgedImageStaysGoneAfterARestore(t *testing.T) {
	t.Parallel()
	dir, data := t.TempDir(), newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	addStaff(t, data, "chie@operator.example", "supervisor")
	server := started(t, serveArgs(data, "--erase-images-after", "10")...)
	applicant, reviewer := newVisitor(server.url), newVisitor(server.url)
	link, ref, err := applicant.applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	agedLink, agedRef, err := applicant.applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := applicant.formOn("/withdraw", agedLink+"/withdraw", agedLink)
	if err == nil {
		err = applicant.sends(f, http.StatusSeeOther)
	}
	if err == nil {
		err = reviewer.signIn("aiko@operator.example", staffPassword, "/queue")
	}
	if err != nil {
		t.Fatal(err)
	}
	i := inspect(t, data)
	to := filepath.Join(dir, "backup")
	shinsa(t, "backup", to, "--data", data).fine(t)
	key := i.rows(`SELECT i.key_id, i.original, i.id FROM images AS i JOIN round_images AS r ON r.image_id = i.id JOIN submissions AS s ON s.id = i.submission_id
WHERE s.reference = $1 AND r.side = 'back'`, ref)[0]

	// Afterwards one is purged, and the period of the other's is over.
	p, err := reviewer.get("/submissions/" + ref)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = p.form("/images/back/purge"); err != nil {
		t.Fatal(err)
	}
	f.fields.Set("confirmed", "yes")
	if err := reviewer.sends(f, http.StatusSeeOther); err != nil {
		t.Fatal(err)
	}
	if lines := listed(t, data); len(lines) != 1 || !strings.Contains(lines[0], key[2]) || !strings.Contains(lines[0], `"by":`) {
		t.Errorf("the list of erasures: %q", lines)
	}
	server.stop().fine(t)
	i.older(10)
	shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t)

	there := filepath.Join(dir, "there")
	restore := func(more ...string) said {
		return shinsa(t, append([]string{"restore", to, "--data", there, "--key-file", data + ".key"}, more...)...)
	}
	list := write(t, filepath.Join(dir, "newer.erased"), strings.Join(listed(t, data), "\n")+"\n"+`{"account": "x"}`+"\n")
	restore("--erased", list).refused(t, "newer program")
	if _, err := os.Stat(filepath.Join(there, "shinsa.db")); err == nil {
		t.Fatal("a refused restore left a database")
	}
	said := restore("--erased", data+".erased").fine(t)
	if !strings.Contains(said.out, "Erased 0 submissions again, and 3 images of others") {
		t.Errorf("it says %q", said.out)
	}
	for _, file := range []string{filepath.Join(there+".keys", key[0][:2], key[0]), filepath.Join(there, "blobs", key[1][:2], key[1])} {
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s is there again", file)
		}
	}
	if was, is := listed(t, data), listed(t, there); !slices.Equal(was, is) {
		t.Errorf("the list was\n%q\nand is\n%q", was, is)
	}
	if err := os.Rename(data+".key", there+".key"); err != nil {
		t.Fatal(err)
	}
	after := inspect(t, there)
	if keys, blobs := after.keysAndBlobs(); keys != 2*2+1 || blobs != 4 {
		t.Errorf("%d keys and %d files of images", keys, blobs)
	}
	after.swept()
	after.none("still to be destroyed", `SELECT id FROM destructions`)

	server = started(t, serveArgs(there)...)
	supervisor := newVisitor(server.url)
	if err := supervisor.signIn("chie@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{ref + "/images/back": http.StatusGone, ref + "/images/front": 200, agedRef + "/images/front": http.StatusGone} {
		if p, err := supervisor.get("/submissions/" + path); err != nil || p.status != want {
			t.Errorf("%s answers %d, %v; want %d", path, p.status, err, want)
		}
	}
	if err := supervisor.sees("/audit", "Images destroyed in the last 7 days (1)"); err != nil {
		t.Error(err)
	}
	if err := supervisor.sees("/submissions/"+agedRef, "10 days after the end"); err != nil {
		t.Error(err)
	}
	v := newVisitor(server.url)
	if err := v.picture(link + "/images/front"); err != nil {
		t.Error(err)
	}
}
