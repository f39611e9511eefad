package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// FileKeys is a KeyStore in a folder: one small file per key, spread over 256 folders by the first two
// digits of the id. Several processes may use one folder.
//
// A key is written beside its place, brought to the disk, moved there, and its folder is brought to the
// disk. It is moved and not linked, so that there is never a second name that a deletion would miss.
type FileKeys struct{ dir string }

const tmpPrefix = ".new-"

// OpenFileKeys opens the folder, and makes it when it is not there. It refuses a folder that others than
// its owner can reach. The error is ErrUnavailable.
func OpenFileKeys(dir string) (*FileKeys, error) {
	s := &FileKeys{dir: dir}
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("seal: open keys: %w: %w", ErrUnavailable, err)
	}
	return s, nil
}

// prepare makes all folders at once, so that no key pays for one.
func (s *FileKeys) prepare() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if err := s.private(); err != nil {
		return err
	}
	made := false
	for i := range 256 {
		err := os.Mkdir(filepath.Join(s.dir, fmt.Sprintf("%02x", i)), 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		made = made || err == nil
	}
	if !made {
		return nil
	}
	return errors.Join(syncDir(s.dir), syncDir(filepath.Dir(filepath.Clean(s.dir))))
}

func (s *FileKeys) private() error {
	info, err := os.Stat(s.dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", s.dir)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("the folder of keys %s has mode %04o, so others than its owner can reach it: run \"chmod 700 %[1]s\"", s.dir, mode)
	}
	return nil
}

func (s *FileKeys) shard(id KeyID) string { return filepath.Join(s.dir, string(id[:2])) }
func (s *FileKeys) path(id KeyID) string  { return filepath.Join(s.shard(id), string(id)) }

// ended reports a context that has ended. One that was cancelled stays what it is, because nobody waits
// for an answer any more; time that ran out is a store too slow to be used.
func ended(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// Put implements KeyStore.
func (s *FileKeys) Put(ctx context.Context, id KeyID, wrapped []byte) error {
	if err := ended(ctx); err != nil {
		return err
	}
	if !id.Valid() {
		return fmt.Errorf("put key: %q is not a key's id", id)
	}
	err := s.put(id, wrapped)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("put key: %w", err)
	case err != nil:
		return fmt.Errorf("put key: %w: %w", ErrUnavailable, err)
	}
	return nil
}

func (s *FileKeys) put(id KeyID, wrapped []byte) error {
	// Ids are random, so this is not for two that meet by chance but for a key put back twice.
	if _, err := os.Lstat(s.path(id)); err == nil {
		return &fs.PathError{Op: "put", Path: s.path(id), Err: fs.ErrExist}
	}
	tmp := filepath.Join(s.shard(id), tmpPrefix+rand.Text())
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = writeSynced(f, wrapped)
	if err == nil {
		err = os.Rename(tmp, s.path(id))
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return syncDir(s.shard(id))
}

// Get implements KeyStore.
func (s *FileKeys) Get(ctx context.Context, id KeyID) ([]byte, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	if !id.Valid() {
		return nil, ErrDestroyed
	}
	wrapped, err := os.ReadFile(s.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		// A folder that is not mounted has no shards. Then nothing is known about the key, and to say
		// "destroyed" would be a false report.
		if _, err := os.Stat(s.shard(id)); err != nil {
			return nil, fmt.Errorf("read key: %w: %w", ErrUnavailable, err)
		}
		return nil, ErrDestroyed
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w: %w", ErrUnavailable, err)
	}
	return wrapped, nil
}

// Delete implements KeyStore. What the disk keeps of an unlinked file is wrapped under the master key.
func (s *FileKeys) Delete(ctx context.Context, id KeyID) error {
	if err := ended(ctx); err != nil {
		return err
	}
	if !id.Valid() {
		return nil
	}
	err := os.Remove(s.path(id))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		// Also when it was gone: whoever removed it may have stopped before this line.
		err = syncDir(s.shard(id))
	}
	if err != nil {
		return fmt.Errorf("delete key: %w: %w", ErrUnavailable, err)
	}
	return nil
}

// Each implements KeyStore. Files that are not keys, such as what a crash left of a Put, are passed over.
func (s *FileKeys) Each(ctx context.Context, f func(KeyID) error) error {
	return s.files(ctx, func(shard string, e fs.DirEntry) error {
		if id := KeyID(e.Name()); id.Valid() && string(id[:2]) == shard {
			return f(id)
		}
		return nil
	})
}

func (s *FileKeys) files(ctx context.Context, f func(shard string, e fs.DirEntry) error) error {
	for i := range 256 {
		if err := ended(ctx); err != nil {
			return err
		}
		shard := fmt.Sprintf("%02x", i)
		entries, err := os.ReadDir(filepath.Join(s.dir, shard))
		if err != nil {
			return fmt.Errorf("list keys: %w: %w", ErrUnavailable, err)
		}
		for _, e := range entries {
			if err := f(shard, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// RemoveLeftovers removes what crashes left of Puts before the given time, and returns how many files
// that were. Give an hour ago, so that no Put of another process is disturbed.
func (s *FileKeys) RemoveLeftovers(ctx context.Context, before time.Time) (int, error) {
	n := 0
	err := s.files(ctx, func(shard string, e fs.DirEntry) error {
		if !strings.HasPrefix(e.Name(), tmpPrefix) {
			return nil
		}
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = os.Remove(filepath.Join(s.dir, shard, e.Name()))
			if err == nil {
				n++
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove leftovers: %w: %w", ErrUnavailable, err)
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("seal: %w", err)
	}
	return n, nil
}

// Check reports whether the folder is private and can be written, read and deleted from, by doing so
// with a key that is none. It is for the start and for readiness probes.
func (s *FileKeys) Check(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	if err := s.private(); err != nil {
		return fmt.Errorf("seal: check keys: %w: %w", ErrUnavailable, err)
	}
	id, err := newKeyID(rand.Reader)
	if err != nil {
		return fmt.Errorf("seal: check keys: %w", err)
	}
	path := filepath.Join(s.shard(id), tmpPrefix+rand.Text())
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = errors.Join(writeSynced(f, []byte(id)), os.Remove(path), syncDir(s.shard(id)))
	}
	if err != nil {
		return fmt.Errorf("seal: check keys: %w: %w", ErrUnavailable, err)
	}
	return nil
}
