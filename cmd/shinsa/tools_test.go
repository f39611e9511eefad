package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/imaging/specimen"
)

func TestKeyNew(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "master.key")
	out := shinsa(t, "key", "new", file).fine(t).out
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	print := regexp.MustCompile(`fingerprint (\S+)\)`).FindStringSubmatch(out)
	if print == nil || !bytes.Contains(b, []byte("# fingerprint: "+print[1])) {
		t.Errorf("%q does not name the fingerprint in the file", out)
	}
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "#") && strings.Contains(out, strings.TrimSpace(line)) {
			t.Error("the key itself was printed")
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	shinsa(t, "key", "new", file).refused(t, "exists already")
	shinsa(t, "key", "new", filepath.Join(file, "below")).refused(t, "key file")
	if again, err := os.ReadFile(file); err != nil || !bytes.Equal(again, b) {
		t.Error("the key was changed")
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	if out := shinsa(t, "kinds", "check").fine(t).out; out != "4 kinds are sound.\n" {
		t.Errorf("check says %q", out)
	}
	list := shinsa(t, "kinds", "list").fine(t).out
	for _, row := range []string{`resident-card +[0-9a-f]{12} +\S.*`, `alien-registration-matters-certificate +[0-9a-f]{12} +\S.* out of use`} {
		if !regexp.MustCompile(`(?m)^` + row + `$`).MatchString(list) {
			t.Errorf("the list has no row %s:\n%s", row, list)
		}
	}
	example := "../../review/kinds/testdata/drivers-licence"
	if out := shinsa(t, "kinds", "check", example).fine(t).out; out != "5 kinds are sound.\n" {
		t.Errorf("check of the example says %q", out)
	}
	if out := shinsa(t, "kinds", "list", "--kinds-dir", example).fine(t).out; !strings.Contains(out, "drivers-licence") {
		t.Errorf("the list lacks the example:\n%s", out)
	}

	dir := filepath.Join(t.TempDir(), "kinds")
	write(t, filepath.Join(dir, "licence.yaml"), "id: licence\norder: fifty\ncolour: blue\n")
	said := shinsa(t, "kinds", "check", dir)
	said.refused(t, "problems in the kinds")
	if !strings.Contains(said.out, "licence.yaml:2:") || !strings.Contains(said.out, "licence.yaml:3:") {
		t.Errorf("each problem has its line:\n%s", said.out)
	}
	write(t, filepath.Join(dir, "words", "ja", "licence.yaml"), "kind.licence.name: [")
	said = shinsa(t, "kinds", "check", dir)
	if said.refused(t, "problems in the words"); !strings.Contains(said.out, "words/ja/licence.yaml") {
		t.Errorf("the file of the words is not named:\n%s", said.out)
	}
	shinsa(t, "kinds", "check", filepath.Join(dir, "none")).refused(t, "cannot be read")

	// One file is checked by itself, with the words of its folder.
	one := filepath.Join(example, "drivers-licence.yaml")
	if out := shinsa(t, "kinds", "check", one).fine(t).out; out != "5 kinds are sound.\n" {
		t.Errorf("of one file: %q", out)
	}
	broken := write(t, filepath.Join(t.TempDir(), "broken.yaml"), "id: broken\nsides: {}\n")
	write(t, filepath.Join(filepath.Dir(broken), "other.yaml"), "nonsense: 1\n")
	said = shinsa(t, "kinds", "check", broken)
	if said.code != 2 || !strings.Contains(said.out, "broken.yaml:2:") || strings.Contains(said.out, "other.yaml") {
		t.Errorf("of one broken file: %+v", said)
	}
	shinsa(t, "kinds", "check", write(t, filepath.Join(t.TempDir(), "notes.txt"), "x")).refused(t, "neither a folder of kinds nor a .yaml file")
}

// A kind that changes while the server runs comes into force and into the log; a broken one does neither.
func TestKindsAreReadAgain(t *testing.T) {
	t.Parallel()
	data, dir := newStore(t), filepath.Join(t.TempDir(), "kinds")
	if err := os.CopyFS(dir, os.DirFS("../../review/kinds/testdata/drivers-licence")); err != nil {
		t.Fatal(err)
	}
	p, err := open(t.Context(), storeFlags{Data: data, KindsDir: dir}, openOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	again := func() error { return p.readKindsAgain(t.Context(), slog.New(slog.DiscardHandler)) }
	version := func() string { k, _ := p.kinds.Set().Kind("drivers-licence"); return k.Version }
	was, file := version(), filepath.Join(dir, "drivers-licence.yaml")
	if err := again(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text)+"colour: blue\n")
	if err := again(); err == nil || !strings.Contains(err.Error(), "drivers-licence.yaml:") || version() != was {
		t.Errorf("a broken kind: %v; %s is in force, want %s", err, version(), was)
	}
	write(t, file, strings.Replace(string(text), "order: 50", "order: 51", 1))
	const note = "kind.drivers-licence.note"
	spoken, newNote := p.words.Text("en", note), "A note that was changed."
	names, err := filepath.Glob(filepath.Join(dir, "words", "en", "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("words %q, %v", names, err)
	}
	words, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, names[0], strings.Replace(string(words), spoken, newNote, 1))
	if err := again(); err != nil || version() == was {
		t.Errorf("a changed kind: %v; %s is in force", err, version())
	}
	if got := p.words.Text("en", note); got != newNote {
		t.Errorf("the pages say %q, want %q", got, newNote)
	}
	now := version()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := again(); err != nil {
		t.Fatal(err)
	}
	entries := inspect(t, data).rows(`SELECT hex(leaf) FROM log_entries WHERE act = 'kinds.changed' ORDER BY at, id`)
	if len(entries) != 2 {
		t.Fatalf("%d entries in the log, want 2", len(entries))
	}
	for n, want := range []string{now, "none"} {
		if leaf, err := audit.Parse(unhex(entries[n][0])); err != nil {
			t.Error(err)
		} else if got, _ := leaf.Public("kind.drivers-licence"); got != want {
			t.Errorf("entry %d says %q, want %q", n, got, want)
		}
	}
}

func TestSpecimen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	draw := func(to string, more ...string) said {
		t.Helper()
		return shinsa(t, append([]string{"specimen", filepath.Join(dir, to), "--count", "2", "--today", "2026-05-11"}, more...)...)
	}
	draw("a", "--seed", "7", "--defects", "blurred,name-mismatch").fine(t)
	draw("b", "--seed", "7", "--defects", "blurred,name-mismatch").fine(t)
	draw("c", "--seed", "8", "--defects", "blurred,name-mismatch").fine(t)
	files, err := filepath.Glob(filepath.Join(dir, "a", "*"))
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		a, errA := os.ReadFile(file)
		b, errB := os.ReadFile(filepath.Join(dir, "b", filepath.Base(file)))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs with the same seed (%v, %v)", filepath.Base(file), errA, errB)
		}
		switch filepath.Ext(file) {
		case ".jpg":
			if _, err := jpeg.DecodeConfig(bytes.NewReader(a)); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		case ".json":
			var truth specimen.Truth
			if err := json.Unmarshal(a, &truth); err != nil || len(truth.Defects) != 2 || truth.Typed["name"] == truth.Printed["name"] {
				t.Errorf("%s: %v, %q, name %q typed as %q", file, err, truth.Defects, truth.Printed["name"], truth.Typed["name"])
			}
		}
	}
	if c, err := os.ReadFile(filepath.Join(dir, "c", "specimen-8-000-front.jpg")); err != nil || len(c) == 0 {
		t.Error(err)
	}
	draw("a", "--seed", "7").refused(t, "exists")
	draw("d", "--defects", "upside-down").refused(t, "upside-down", "blurred")
	draw("d", "--kind", "passport").refused(t, "passport")
	draw("d", "--today", "tomorrow").refused(t, "--today")
	draw("d", "--count", "0").refused(t, "--count")
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	if out := shinsa(t, "migrate", "--data", data).fine(t).out; !strings.Contains(out, "ran 0001_submissions.sql") {
		t.Errorf("on nothing: %q", out)
	}
	if out := shinsa(t, "migrate", "--data", data).fine(t).out; out != "The schema is up to date.\n" {
		t.Errorf("again: %q", out)
	}
	addStaff(t, data, "admin@operator.example", "admin") // an empty store takes a key
}

func TestPurge(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	p := started(t, serveArgs(data)...)
	v := newVisitor(p.url)
	kept, _, err := v.applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	old, err := v.draft()
	if err == nil {
		err = v.identity(old, nil)
	}
	if err == nil {
		err = v.add(old, "front", photo())
	}
	if err != nil {
		t.Fatal(err)
	}
	shinsa(t, "purge", "--data", data, "--grace", "0s").refused(t, "while a server is running")
	p.stop().fine(t)

	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "shinsa.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE submissions SET due_at = $1 WHERE state = 'draft'`, time.Now().Add(-time.Second).UnixMicro()); err != nil {
		t.Fatal(err)
	}
	// What a crash between writing and committing leaves.
	blob, keyID := strings.Repeat("ab", 20), strings.Repeat("cd", 16)
	write(t, filepath.Join(data, "blobs", "ab", blob), "sealed")
	write(t, filepath.Join(data+".keys", "cd", keyID), "wrapped")
	out := shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t).out
	if !strings.Contains(out, "Erased 1 drafts") || !strings.Contains(out, "Removed 1 files of images and 1 keys") {
		t.Errorf("it says %q", out)
	}
	list, err := os.ReadFile(data + ".erased")
	if err != nil || len(strings.Fields(string(list))) != 1 {
		t.Errorf("the list of erasures: %q, %v", list, err)
	}
	if out := shinsa(t, "purge", "--data", data, "--grace", "0s").fine(t).out; !strings.Contains(out, "Erased 0 drafts") || !strings.Contains(out, "Removed 0 files of images and 0 keys") {
		t.Errorf("again it says %q", out)
	}
	p = started(t, serveArgs(data)...)
	v.base = p.url
	if err := v.picture(kept + "/images/front"); err != nil {
		t.Errorf("what was sent: %v", err)
	}
	if err := v.sees(old, ""); err == nil {
		t.Error("the erased draft is still there")
	}
}

// What is being handed in while a sweep looks belongs to nothing yet, and stays.
func TestASweepLeavesWhatIsBeingHandedIn(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	p := started(t, serveArgs(data)...)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var working sync.WaitGroup
	var done atomic.Int32
	for range 3 {
		working.Go(func() {
			v := newVisitor(p.url)
			for range applicationsEach {
				if ctx.Err() != nil {
					return
				}
				if _, _, err := v.applies(nil); err != nil {
					t.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	i := inspect(t, data)
	blob := strings.Repeat("ab", 20)
	write(t, filepath.Join(data, "blobs", "ab", blob), "sealed")
	before := done.Load()
	blobs, keys, err := i.sweep(ctx, 6*time.Second)
	stop()
	working.Wait()
	if err != nil || blobs != 1 || keys != 0 {
		t.Errorf("%d files and %d keys removed, %v; want the one that was left over", blobs, keys, err)
	}
	if done.Load() == before {
		t.Error("nothing was handed in meanwhile")
	}
	p.stop().fine(t)
	i.whole(time.Time{})
	i.swept()
}
