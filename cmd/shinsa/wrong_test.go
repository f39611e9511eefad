package main

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newStore is a store with an administrator that is not a demonstration's; it returns its folder.
func newStore(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	addStaff(t, data, "admin@operator.example", "admin")
	return data
}

const staffPassword = "five wide rivers meet here"

func addStaff(t *testing.T, data, email, role string) {
	t.Helper()
	typing(t, staffPassword+"\n", "staff", "add", email, "--role", role, "--password-stdin", "--data", data).fine(t)
}

// serveArgs are those of a server that would start.
func serveArgs(data string, more ...string) []string {
	args := append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0"}, operatorArgs...)
	return append(args, more...)
}

func write(t *testing.T, file, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Everything that is wrong with the settings is told at once.
func TestAllProblemsOfTheSettingsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	shinsa(t, "serve", "--data", data, "--purpose", "  ").refused(t,
		"--operator-name is missing", "--operator-contact is missing", "--desk-hours is missing", "--purpose is missing")
	shinsa(t, "serve", "--data", data, "--addr", "8080", "--public-url", "https://desk.example/desk", "--time-zone", "Asia/Edo",
		"--kinds-offered", "resident-card,passport", "--min-age=-1", "--max-rounds", "0", "--resubmit-days", "0", "--claim-minutes", "0",
		"--session-idle", "1s", "--session-life", "0s", "--smtp-host", "mail.operator.example", "--smtp-tls", "none", "--smtp-port", "70000",
		"--smtp-password-file", filepath.Join(data, "none"), "--trusted-proxies", "127.0.0.1,nginx", "--memory-limit=-1").refused(t,
		"--addr", "--public-url", "--time-zone", "passport", "--min-age", "--max-rounds", "--resubmit-days", "--claim-minutes",
		"--session-idle", "--session-life", "mail: a sender's address", "--smtp-password-file", `"nginx" is not a network`, "--memory-limit")
	if _, err := os.Stat(data); err == nil {
		t.Error("a store was made all the same")
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	for name, c := range map[string]struct {
		// args are those of serve; what stands before them is made in a new folder.
		args  func(t *testing.T, dir string) []string
		words []string
	}{
		"a flag that there is not": {func(_ *testing.T, _ string) []string { return []string{"--colour", "blue"} }, []string{"--colour"}},
		"a number that is none":    {func(_ *testing.T, _ string) []string { return []string{"--max-rounds", "many"} }, []string{"--max-rounds"}},
		"a time that is none":      {func(_ *testing.T, _ string) []string { return []string{"--session-idle", "long"} }, []string{"--session-idle"}},
		"a choice that is none":    {func(_ *testing.T, _ string) []string { return []string{"--rate-limit", "maybe"} }, []string{"--rate-limit"}},
		"a port that is taken": {func(_ *testing.T, _ string) []string { return []string{"--addr", taken.Addr().String()} },
			[]string{"cannot listen on " + taken.Addr().String(), "in use"}},
		"an address of another machine": {func(_ *testing.T, _ string) []string {
			return []string{"--addr", "192.0.2.1:8080", "--public-url", "https://desk.example"}
		}, []string{"cannot listen on 192.0.2.1:8080"}},
		"an open address without a public one": {func(_ *testing.T, _ string) []string { return []string{"--addr", "0.0.0.0:0"} }, []string{"--public-url is missing"}},
		"mail settings without a server":       {func(_ *testing.T, _ string) []string { return []string{"--smtp-from", "desk@operator.example"} }, []string{"--smtp-host is missing"}},
		"throttles off":                        {func(_ *testing.T, _ string) []string { return []string{"--rate-limit", "off"} }, []string{"SHINSA_RATE_LIMIT=off works only on a demo store"}},
		"a file where the folder should be": {func(t *testing.T, dir string) []string {
			return []string{"--data", filepath.Join(write(t, filepath.Join(dir, "file"), "x"), "data")}
		}, []string{"data folder cannot be made"}},
		"another database": {func(_ *testing.T, _ string) []string { return []string{"--database", "mysql://root:secret@host/db"} }, []string{"sqlite:FILE or postgres://"}},
		"a database that is away": {func(_ *testing.T, _ string) []string {
			return []string{"--database", "postgres://shinsa:secret@127.0.0.1:1/shinsa?connect_timeout=2"}
		}, []string{"PostgreSQL at 127.0.0.1:1 cannot be reached: ", "refused"}},
		"a file that is no database": {func(t *testing.T, dir string) []string {
			return []string{"--database", "sqlite:" + write(t, filepath.Join(dir, "notes.txt"), strings.Repeat("no database\n", 1000))}
		}, []string{"not a database"}},
		"a folder that is not there": {func(_ *testing.T, dir string) []string {
			return []string{"--database", "sqlite:" + filepath.Join(dir, "none", "shinsa.db")}
		}, []string{"none"}},
		"other images": {func(_ *testing.T, _ string) []string { return []string{"--blobs", "ftp://secret@host"} }, []string{"file:DIR or s3://"}},
		"a bucket without keys": {func(_ *testing.T, _ string) []string {
			return []string{"--blobs", "s3://bucket?endpoint=http://127.0.0.1:1"}
		}, []string{"SHINSA_S3_ACCESS_KEY"}},
		"images that others read": {func(t *testing.T, dir string) []string {
			return []string{"--blobs", "file:" + open755(t, filepath.Join(dir, "blobs"))}
		}, []string{"chmod 700"}},
		"keys that others read": {func(t *testing.T, dir string) []string {
			return []string{"--keys", open755(t, filepath.Join(dir, "keys"))}
		}, []string{"chmod 700"}},
		"a folder of kinds away": {func(_ *testing.T, dir string) []string { return []string{"--kinds-dir", filepath.Join(dir, "kinds")} }, []string{"kinds"}},
		"rules of second reviews away": {func(_ *testing.T, dir string) []string {
			return []string{"--second-review", filepath.Join(dir, "none.yaml")}
		}, []string{"--second-review cannot be read"}},
		"broken rules of second reviews": {func(t *testing.T, dir string) []string {
			return []string{"--second-review", write(t, filepath.Join(dir, "second.yaml"), "- share: 5\n- kinds: [passport]\n  colour: red\n")}
		}, []string{"second.yaml: line 2:", `no kind "passport"`, "line 3:", `no key "colour"`}},
		"broken rules of the queue": {func(t *testing.T, dir string) []string {
			return []string{"--queue-rules", write(t, filepath.Join(dir, "rules.yaml"), "order:\n  - {id: a, kinds: passport}\n  - usual\n")}
		}, []string{"rules.yaml:2:", "passport"}},
		"a broken calendar": {func(t *testing.T, dir string) []string {
			return []string{"--calendar", write(t, filepath.Join(dir, "calendar.yaml"), "hours: {monday: 9}\n")}
		}, []string{"calendar.yaml:1:"}},
		"no calendar at all":     {func(_ *testing.T, dir string) []string { return []string{"--calendar", filepath.Join(dir, "c.yaml")} }, []string{"calendar cannot be read"}},
		"a broken kind":          {brokenKind, []string{"licence.yaml:2:"}},
		"broken words":           {brokenWords, []string{"en/licence.yaml"}},
		"a key that others read": {func(t *testing.T, dir string) []string { return []string{"--key-file", key(t, dir, 0o644, nil)} }, []string{"chmod 600"}},
		"a folder for a key":     {func(t *testing.T, dir string) []string { return []string{"--key-file", dir} }, []string{"not a regular file"}},
		"half a key": {func(t *testing.T, dir string) []string {
			return []string{"--key-file", key(t, dir, 0o600, func(b []byte) []byte { return b[:len(b)-9] })}
		}, []string{"damaged"}},
		"a key of one other digit": {func(t *testing.T, dir string) []string { return []string{"--key-file", key(t, dir, 0o600, otherDigit)} }, []string{"does not fit the fingerprint"}},
		"no key at all": {func(t *testing.T, dir string) []string {
			return []string{"--key-file", write(t, filepath.Join(dir, "k"), "")}
		}, []string{"key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			said := shinsa(t, serveArgs(filepath.Join(dir, "data"), c.args(t, dir)...)...)
			said.refused(t, c.words...)
			if strings.Contains(said.err, "secret") {
				t.Errorf("the line tells a secret: %s", said.err)
			}
		})
	}
}

func open755(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return dir
}

func brokenKind(t *testing.T, dir string) []string {
	t.Helper()
	write(t, filepath.Join(dir, "kinds", "licence.yaml"), "id: licence\norder: fifty\n")
	return []string{"--kinds-dir", filepath.Join(dir, "kinds")}
}

func brokenWords(t *testing.T, dir string) []string {
	t.Helper()
	write(t, filepath.Join(dir, "kinds", "words", "en", "licence.yaml"), "kind.licence.name: [a list\n")
	return []string{"--kinds-dir", filepath.Join(dir, "kinds")}
}

// key makes a key file and spoils it.
func key(t *testing.T, dir string, mode os.FileMode, spoil func([]byte) []byte) string {
	t.Helper()
	file := filepath.Join(dir, "master.key")
	shinsa(t, "key", "new", file).fine(t)
	if spoil != nil {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, file, string(spoil(b)))
	}
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
	return file
}

// otherDigit changes one character in the middle of the key itself.
func otherDigit(b []byte) []byte {
	at := len(b) - 20
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return b
}

// A store that holds something is served under its own key and no other, and never gets a new one.
func TestAStoreAndItsKey(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	own, err := os.ReadFile(data + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(data + ".key"); err != nil {
		t.Fatal(err)
	}
	shinsa(t, serveArgs(data)...).refused(t, "master key", data+".key is missing", "put it back")
	addOther := []string{"staff", "add", "b@operator.example", "--role", "admin", "--password-stdin", "--data", data}
	typing(t, staffPassword+"\n", addOther...).refused(t, "missing")
	if _, err := os.Stat(data + ".key"); err == nil {
		t.Fatal("a key was made for a store that holds something")
	}
	shinsa(t, "key", "new", data+".key").fine(t)
	shinsa(t, serveArgs(data)...).refused(t, "is not this store's", "fingerprint")
	shinsa(t, "key", "new", data+".key").refused(t, "exists already")
	write(t, data+".key", string(own))
	shinsa(t, "staff", "list", "--data", data).fine(t)
}

func TestADatabaseOfANewerProgram(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	file := filepath.Join(data, "shinsa.db")
	d, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{serveArgs(data), {"migrate", "--data", data}, {"demo", "--data", data, "--addr", "127.0.0.1:0"}, {"staff", "list", "--data", data}} {
		shinsa(t, args...).refused(t, "schema version 9999", "run a newer program")
	}
}

// A mistyped folder is no new store.
func TestNoStore(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "dta")
	for _, args := range [][]string{
		{"backup", data + ".backup"}, {"purge"}, {"staff", "list"}, {"staff", "disable", "a@operator.example"},
		{"policy", "explain", "a@operator.example", "submission.decide"},
	} {
		shinsa(t, append(args, "--data", data)...).refused(t, "there is no store", filepath.Join(data, "shinsa.db"))
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(data), "*")); err != nil || len(left) > 0 {
		t.Errorf("something was made: %q, %v", left, err)
	}
}
