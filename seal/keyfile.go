package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A key file is text. Lines that begin with "#" are comments, and one of them names the fingerprint;
// the one other line is the key, after the version of the form.
const (
	keyLine         = "shinsa-key-v1:"
	fingerprintLine = "# fingerprint: "
	maxKeyFile      = 4096
)

var keyEncoding = base64.RawURLEncoding.Strict()

// ReadKeyFile reads a master key that WriteKeyFile wrote. It refuses a file that the group or the world
// may read or write. Every error is ErrKeyFile and says what to do.
func ReadKeyFile(path string) (*MasterKey, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("seal: %w %s does not exist: make one with \"shinsa key new\", or put the one of this store there", ErrKeyFile, path)
	}
	if err != nil {
		return nil, fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	defer f.Close()
	// Asked of the open file, so that nobody can put another one in its place in between.
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("seal: %w %s is not a regular file", ErrKeyFile, path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("seal: %w %s has mode %04o, so others than its owner can reach it: run \"chmod 600 %[2]s\"", ErrKeyFile, path, mode)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	m, err := parseKeyFile(data)
	if err != nil {
		return nil, fmt.Errorf("seal: %w %s: %w", ErrKeyFile, path, err)
	}
	return m, nil
}

// parseKeyFile never quotes what it read: a damaged key is still a secret.
func parseKeyFile(data []byte) (*MasterKey, error) {
	if len(data) > maxKeyFile {
		return nil, errors.New("too long to be a key file")
	}
	var m *MasterKey
	var fingerprint string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "#") {
			if f, ok := strings.CutPrefix(line, fingerprintLine); ok {
				fingerprint = f
			}
			continue
		}
		if line == "" {
			continue
		}
		digits, ok := strings.CutPrefix(line, keyLine)
		if !ok || m != nil {
			return nil, fmt.Errorf("want one line that begins with %q and comments", keyLine)
		}
		secret, err := keyEncoding.DecodeString(digits)
		if err != nil || len(secret) != keySize {
			return nil, fmt.Errorf("the line that begins with %q is damaged: put the file back from its copy", keyLine)
		}
		m = masterKey([keySize]byte(secret))
	}
	if m == nil {
		return nil, fmt.Errorf("no line that begins with %q", keyLine)
	}
	if fingerprint != "" && fingerprint != m.Fingerprint() {
		return nil, errors.New("the key does not fit the fingerprint beside it: put the file back from its copy")
	}
	return m, nil
}

func (m *MasterKey) keyFile() []byte {
	return []byte("# The master key of a shinsa store. Keep a copy apart from the store and its backups:\n" +
		"# without it everything sealed is lost, and with it everything can be read.\n" +
		fingerprintLine + m.Fingerprint() + "\n" +
		keyLine + keyEncoding.EncodeToString(m.secret()) + "\n")
}

// WriteKeyFile writes the key to a new file of mode 0600, durably. It never overwrites: everything that
// was sealed under the key there would be lost. Every error is ErrKeyFile.
func WriteKeyFile(path string, m *MasterKey) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("seal: %w %s exists already and is left as it is: choose another name", ErrKeyFile, path)
	}
	if err != nil {
		return fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	if err := writeSynced(f, m.keyFile()); err != nil {
		os.Remove(path)
		return fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("seal: %w: %w", ErrKeyFile, err)
	}
	return nil
}
