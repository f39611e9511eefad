package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// handedIn is a submission whose applicant was told that it had arrived.
type handedIn struct{ link, ref string }

// A backup that is made while people work is whole, and everything works where it is restored.
func TestABackupUnderLoadIsRestoredElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	server := started(t, serveArgs(data)...)
	reviewer := newVisitor(server.url)
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	var before []handedIn
	for range 3 {
		link, ref, err := newVisitor(server.url).applies(nil)
		if err != nil {
			t.Fatal(err)
		}
		before = append(before, handedIn{link, ref})
	}
	if err := reviewer.claim(before[0].ref); err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.decide(before[0].ref, "reject", "cropped"); err != nil {
		t.Fatal(err)
	}
	goes, err := newVisitor(server.url).draft() // erased after the backup
	if err != nil {
		t.Fatal(err)
	}

	// Work goes on while the backup is made.
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var working sync.WaitGroup
	var mu sync.Mutex
	during := 0
	for range 3 {
		working.Go(func() {
			v := newVisitor(server.url)
			for range applicationsEach {
				if ctx.Err() != nil {
					return
				}
				if _, _, err := v.applies(nil); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				during++
				mu.Unlock()
			}
		})
	}
	busy := func(n int) func() bool { return func() bool { mu.Lock(); defer mu.Unlock(); return during >= n } }
	eventually(t, "work goes on", busy(1))
	to := filepath.Join(dir, "backup")
	shinsa(t, "backup", to, "--data", data).fine(t)
	stop()
	working.Wait()
	server.stop().fine(t)
	list := eraseDrafts(t, data)

	// Elsewhere, with the master key and the list of erasures.
	there := filepath.Join(dir, "there", "data")
	if err := os.MkdirAll(filepath.Dir(there), 0o700); err != nil {
		t.Fatal(err)
	}
	restore := func(more ...string) said {
		t.Helper()
		return shinsa(t, append([]string{"restore", to, "--data", there}, more...)...)
	}
	restore().refused(t, "key file", "does not exist")
	shinsa(t, "key", "new", there+".key").fine(t)
	restore().refused(t, "is not the backup's", "fingerprint")
	restore("--key-file", data+".key", "--keys-from", filepath.Join(dir, "none")).refused(t, "--keys-from")
	restore("--key-file", data+".key", "--erased", filepath.Join(dir, "none")).refused(t, "list of erasures")
	if _, err := os.Stat(filepath.Join(there, "shinsa.db")); err == nil {
		t.Fatal("a refused restore left a database")
	}
	said := restore("--key-file", data+".key", "--erased", list).fine(t)
	if !strings.Contains(said.out, "Erased 1 submissions again") {
		t.Errorf("it says %q", said.out)
	}
	restore("--key-file", data+".key").refused(t, "exists already")
	if left, err := filepath.Glob(filepath.Join(there, "*.restoring*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %q, %v", left, err)
	}
	if err := os.Rename(data+".key", there+".key"); err != nil {
		t.Fatal(err)
	}

	again := started(t, serveArgs(there)...)
	for n, h := range before {
		v := newVisitor(again.url)
		if err := v.sees(h.link, h.ref); err != nil {
			t.Error(err)
		}
		for _, side := range []string{"front", "back"} {
			if err := v.picture(h.link + "/images/" + side); err != nil {
				t.Error(err)
			}
		}
		if n == 0 {
			eventually(t, "the decision stands", func() bool { return v.sees(h.link, "Not approved") == nil })
		}
	}
	if p, err := newVisitor(again.url).get(goes); err != nil || p.status != http.StatusNotFound {
		t.Errorf("what was erased answers %d, %v", p.status, err)
	}
	// Whoever was signed in signs in again, and sees the images.
	reviewer.base = again.url
	if p, err := reviewer.get("/queue"); err != nil || p.status == http.StatusOK {
		t.Errorf("a session of before the backup opens the queue: %d, %v", p.status, err)
	}
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := reviewer.picture("/submissions/" + before[1].ref + "/images/front?size=full"); err != nil {
		t.Error(err)
	}
	again.stop().fine(t)
	inspect(t, there).whole(time.Time{})
	if own, err := os.ReadFile(there + ".erased"); err != nil || len(strings.Fields(string(own))) != 1 {
		t.Errorf("the new store's list of erasures: %q, %v", own, err)
	}
}

// eraseDrafts lets the time of every draft be over and erases them. It returns the list of erasures.
func eraseDrafts(t *testing.T, data string) string {
	t.Helper()
	i := inspect(t, data)
	if _, err := i.db.Exec(`UPDATE submissions SET due_at = $1 WHERE state = 'draft'`, time.Now().Add(-time.Second).UnixMicro()); err != nil {
		t.Fatal(err)
	}
	if n, err := i.desk.EraseDue(t.Context()); err != nil || n.Drafts == 0 {
		t.Fatalf("%+v erased, %v", n, err)
	}
	return data + ".erased"
}

func TestBackupIntoAPlaceThatIsThere(t *testing.T) {
	t.Parallel()
	data, dir := newStore(t), t.TempDir()
	to := filepath.Join(dir, "b")
	shinsa(t, "backup", to, "--data", data).fine(t)
	shinsa(t, "backup", to, "--data", data).refused(t, "exists already")
	shinsa(t, "backup", filepath.Join(dir, "c"), "--keys-to", to+".keys", "--data", data).refused(t, "exists already")
	for _, folder := range []string{to, to + ".keys"} {
		if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v, %v", folder, info.Mode(), err)
		}
	}
	// Without its last file it was interrupted.
	if err := os.Remove(filepath.Join(to, "backup.json")); err != nil {
		t.Fatal(err)
	}
	restore := []string{"restore", to, "--data", filepath.Join(dir, "new"), "--key-file", data + ".key"}
	shinsa(t, restore...).refused(t, "no finished backup")
	write(t, filepath.Join(to, "backup.json"), `{"format": 2}`)
	shinsa(t, restore...).refused(t, "newer program")
	shinsa(t, "restore", filepath.Join(dir, "none")).refused(t, "none")
}

// A restore that was interrupted leaves no store, and can be done again.
func TestAnInterruptedRestore(t *testing.T) {
	t.Parallel()
	data, dir := newStore(t), t.TempDir()
	p := started(t, serveArgs(data)...)
	link, ref, err := newVisitor(p.url).applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.stop().fine(t)
	to, there := filepath.Join(dir, "b"), filepath.Join(dir, "there")
	shinsa(t, "backup", to, "--data", data).fine(t)
	restore := []string{"restore", to, "--data", there, "--key-file", data + ".key"}
	// The list is a folder, so that it ends after everything was copied.
	if err := os.Mkdir(there+".erased", 0o700); err != nil {
		t.Fatal(err)
	}
	if said := shinsa(t, restore...); said.code == 0 {
		t.Fatalf("it went on: %s", said.out)
	}
	shinsa(t, "purge", "--data", there, "--key-file", data+".key").refused(t, "there is no store")
	if err := os.Remove(there + ".erased"); err != nil {
		t.Fatal(err)
	}
	if said := shinsa(t, restore...).fine(t); !strings.Contains(said.out, "no list of erasures") {
		t.Errorf("it says %q", said.out)
	}
	again := started(t, serveArgs(there, "--key-file", data+".key")...)
	v := newVisitor(again.url)
	if err := v.sees(link, ref); err != nil {
		t.Error(err)
	}
	if err := v.picture(link + "/images/front"); err != nil {
		t.Error(err)
	}
}
