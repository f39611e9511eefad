package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func sameKey(a, b *MasterKey) bool { return bytes.Equal(a.secret(), b.secret()) }

func TestKeyFileKeepsTheKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shinsa.key")
	m := testMaster(t, 7)
	if err := WriteKeyFile(path, m); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	got, err := ReadKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !sameKey(got, m) || got.Fingerprint() != m.Fingerprint() {
		t.Error("another key came back")
	}
	if !regexp.MustCompile(`^([0-9a-f]{4}-){3}[0-9a-f]{4}$`).MatchString(m.Fingerprint()) {
		t.Errorf("fingerprint %q", m.Fingerprint())
	}
	if m.Fingerprint() == testMaster(t, 8).Fingerprint() {
		t.Error("two keys share a fingerprint")
	}

	if err := WriteKeyFile(path, testMaster(t, 8)); !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("written twice: %v", err)
	}
	if got, err := ReadKeyFile(path); err != nil || !sameKey(got, m) {
		t.Errorf("the first key is gone: %v", err)
	}
	if err := WriteKeyFile(filepath.Join(path, "below-a-file"), m); !errors.Is(err, ErrKeyFile) {
		t.Errorf("below a file: %v", err)
	}
}

func TestKeyFileOthersCanReachIsRefused(t *testing.T) {
	t.Parallel()
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o777} {
		path := filepath.Join(t.TempDir(), "shinsa.key")
		if err := WriteKeyFile(path, testMaster(t, 7)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKeyFile(path)
		if !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), `run "chmod 600 `+path+`"`) || !strings.Contains(err.Error(), fmt.Sprintf("%04o", mode)) {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	path := filepath.Join(t.TempDir(), "shinsa.key")
	if err := WriteKeyFile(path, testMaster(t, 7)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKeyFile(path); err != nil {
		t.Errorf("mode 0400: %v", err)
	}
}

func TestKeyFileThatIsNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := ReadKeyFile(filepath.Join(dir, "none")); !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), "shinsa key new") {
		t.Errorf("missing: %v", err)
	}
	if _, err := ReadKeyFile(dir); !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a folder: %v", err)
	}
	good := string(testMaster(t, 7).keyFile())
	key := strings.TrimSpace(good[strings.Index(good, keyLine):])
	for name, text := range map[string]string{
		"empty":                      "",
		"comments only":              "# nothing\n",
		"another version":            strings.Replace(key, "v1", "v2", 1),
		"two keys":                   key + "\n" + key,
		"another line":               key + "\nmore",
		"space before":               " " + key,
		"space after":                key + " ",
		"a digit less":               key[:len(key)-1],
		"a digit more":               key + "A",
		"padded":                     key + "=",
		"bits behind the last byte":  key[:len(key)-1] + string(key[len(key)-1]+1),
		"not base64":                 key[:len(key)-1] + "!",
		"another key's fingerprint":  strings.Replace(good, testMaster(t, 7).Fingerprint(), testMaster(t, 8).Fingerprint(), 1),
		"a digit changed":            strings.Replace(good, key, key[:20]+"A"+key[21:], 1),
		"an image in its place":      "\xff\xd8\xff\xe0" + strings.Repeat("\x00", 100),
		"longer than any key's file": good + strings.Repeat("# more\n", 1000),
	} {
		path := filepath.Join(t.TempDir(), "shinsa.key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKeyFile(path)
		if !errors.Is(err, ErrKeyFile) {
			t.Errorf("%s: %v, want ErrKeyFile", name, err)
			continue
		}
		if strings.Contains(err.Error(), key[len(keyLine):len(keyLine)+10]) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the message quotes the key or has lines: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"the line alone":      key,
		"line ends of DOS":    strings.ReplaceAll(good, "\n", "\r\n"),
		"comments and blanks": "# a\n\n" + key + "\n\n# b\n",
	} {
		if m, err := parseKeyFile([]byte(text)); err != nil || !sameKey(m, testMaster(t, 7)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysAreNeverPrinted(t *testing.T) {
	t.Parallel()
	m := testMaster(t, 'K')
	k := Open(m, &memoryKeys{}, Options{})
	type holder struct {
		Master *MasterKey
		hidden *MasterKey
		value  MasterKey
		ring   *Keyring
		copied Keyring
	}
	nested := holder{m, m, *m, k, *k}
	// The key as text, as hexadecimal, as decimal, as binary and as base64; and the same of those derived.
	leaks := []string{"KKKK", "4b4b4b", "4B4B4B", "75 75 75", "75, 75", "0x4b, 0x4b", "01001011 01001011", "S0tLS0"}
	for _, purpose := range []string{"wrap", "own", "token", "digest"} {
		d := m.derive(purpose, keySize)[:4]
		leaks = append(leaks, fmt.Sprintf("%x", d), strings.Trim(fmt.Sprint(d), "[]"))
	}
	check := func(how, out string) {
		t.Helper()
		for _, leak := range leaks {
			if strings.Contains(out, leak) {
				t.Errorf("%s prints a key: %s", how, out)
			}
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%08b", "%p", "%T", "%c"} {
		check(verb+" of a key", fmt.Sprintf(verb, m))
		check(verb+" of a key's value", fmt.Sprintf(verb, *m))
		check(verb+" of a keyring", fmt.Sprintf(verb, k))
		check(verb+" of a holder", fmt.Sprintf(verb, nested))
		check(verb+" of a holder's address", fmt.Sprintf(verb, &nested))
		check(verb+" of a list", fmt.Sprintf(verb, []any{m, k, []*MasterKey{m}}))
	}
	for name, v := range map[string]any{"key": m, "keyring": k, "holder": nested, "map": map[string]any{"m": m}} {
		out, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s as JSON: %v", name, err)
		}
		check(name+" as JSON", string(out))
		for how, handler := range map[string]func(*strings.Builder) slog.Handler{
			"text log": func(b *strings.Builder) slog.Handler { return slog.NewTextHandler(b, nil) },
			"JSON log": func(b *strings.Builder) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var b strings.Builder
			slog.New(handler(&b)).Info("start", "it", v)
			check(name+" in a "+how, b.String())
		}
	}
	for how, out := range map[string]string{
		"%v": fmt.Sprint(m), "String": m.String(), "keyring": fmt.Sprint(k), "log": m.LogValue().String(), "keyring's log": k.LogValue().String(),
	} {
		if out != "REDACTED" {
			t.Errorf("%s: %q, want REDACTED", how, out)
		}
	}
}

func FuzzKeyFile(f *testing.F) {
	good := testMaster(f, 7).keyFile()
	f.Add(good)
	f.Add([]byte(keyLine))
	f.Add([]byte(fingerprintLine + "\n" + keyLine + strings.Repeat("A", 43)))
	f.Add([]byte("\r\n#\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseKeyFile(data)
		if err != nil {
			return
		}
		again, err := parseKeyFile(m.keyFile())
		if err != nil || !sameKey(again, m) {
			t.Fatalf("read %q, wrote %q, read again: %v", data, m.keyFile(), err)
		}
	})
}
