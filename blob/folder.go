package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Folder is a Store in a folder: one file per blob, spread over 256 folders by the first two digits of
// the name, so that a million blobs make folders of four thousand files.
//
// A Put takes the name with an empty file, writes a temporary one beside it, brings it to the disk, moves
// it onto the empty one and brings the folder to the disk. So a file with something in it is always
// whole, of two Puts of one name one wins, and a crash leaves at most an empty and a temporary file.
type Folder struct{ dir string }

const tmpPrefix = ".new-"

func openFolder(dir string) (*Folder, error) {
	if strings.HasPrefix(dir, "//") && !strings.HasPrefix(dir, "///") {
		return nil, fmt.Errorf("blob: open: %w: file:DIR names no host; write file:/DIR or file:DIR", ErrSetting)
	}
	if dir == "" || strings.ContainsRune(dir, 0) {
		return nil, fmt.Errorf("blob: open: %w: file: wants a folder after it", ErrSetting)
	}
	f := &Folder{dir: filepath.Clean(dir)}
	if err := f.prepare(); err != nil {
		return nil, fmt.Errorf("blob: open: %w", err)
	}
	return f, nil
}

// prepare makes all folders at once, so that no Put pays for one.
func (f *Folder) prepare() error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fmt.Errorf("%w: %w", ErrSetting, err)
	}
	if err := f.private(); err != nil {
		return err
	}
	made := false
	for i := range 256 {
		err := os.Mkdir(filepath.Join(f.dir, fmt.Sprintf("%02x", i)), 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return unavailable(err)
		}
		made = made || err == nil
	}
	if made {
		return unavailable(errors.Join(syncDir(f.dir), syncDir(filepath.Dir(f.dir))))
	}
	return nil
}

func (f *Folder) private() error {
	info, err := os.Stat(f.dir)
	if err != nil {
		return unavailable(err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%w: %s is not a folder", ErrSetting, f.dir)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: the folder %s has mode %04o, so others than its owner can reach it: run \"chmod 700 %[2]s\"", ErrSetting, f.dir, mode)
	}
	return nil
}

func (f *Folder) shard(name string) string { return filepath.Join(f.dir, name[:2]) }
func (f *Folder) path(name string) string  { return filepath.Join(f.shard(name), name) }

// Put implements Store.
func (f *Folder) Put(ctx context.Context, name string, data []byte) error {
	if err := checkPut(ctx, name, data); err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	if err := f.put(name, data); err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	return nil
}

func (f *Folder) put(name string, data []byte) error {
	taken, err := os.OpenFile(f.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return f.putAgain(name, data)
	}
	if err != nil {
		return unavailable(err)
	}
	if err := taken.Close(); err != nil {
		return unavailable(errors.Join(err, os.Remove(f.path(name))))
	}
	if err := f.move(name, data); err != nil {
		return unavailable(errors.Join(err, os.Remove(f.path(name))))
	}
	return unavailable(syncDir(f.shard(name)))
}

// move writes data to a temporary file and moves it to its name.
func (f *Folder) move(name string, data []byte) error {
	tmp := filepath.Join(f.shard(name), tmpPrefix+rand.Text())
	file, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = writeSynced(file, data); err == nil {
		err = os.Rename(tmp, f.path(name))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(tmp))
	}
	return err
}

// putAgain answers for a name that is taken: by the same bytes, which is fine, or by others.
func (f *Folder) putAgain(name string, data []byte) error {
	old, err := os.ReadFile(f.path(name))
	if err != nil {
		return unavailable(err)
	}
	if !bytes.Equal(old, data) {
		return ErrExists
	}
	// The one who wrote them may have stopped before the folder was on the disk.
	return unavailable(syncDir(f.shard(name)))
}

// Get implements Store.
func (f *Folder) Get(ctx context.Context, name string) ([]byte, error) {
	data, err := f.get(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("blob: get: %w", err)
	}
	return data, nil
}

func (f *Folder) get(ctx context.Context, name string) ([]byte, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	if !ValidName(name) {
		return nil, ErrNotFound
	}
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		// A folder that is not mounted has no shards, and then nothing is known about the blob.
		if _, err := os.Stat(f.shard(name)); err != nil {
			return nil, unavailable(err)
		}
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, unavailable(err)
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, unavailable(err)
	case info.Size() == 0: // taken by a Put that has not ended, or never did
		return nil, ErrNotFound
	case !info.Mode().IsRegular() || info.Size() > MaxSize:
		return nil, unavailable(errSize)
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, unavailable(err)
	}
	return data, nil
}

// Delete implements Store.
func (f *Folder) Delete(ctx context.Context, name string) error {
	if err := ended(ctx); err != nil {
		return fmt.Errorf("blob: delete: %w", err)
	}
	if !ValidName(name) {
		return nil
	}
	err := os.Remove(f.path(name))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		// Also when it was gone: whoever removed it may have stopped before this line.
		err = syncDir(f.shard(name))
	}
	if err != nil {
		return fmt.Errorf("blob: delete: %w", unavailable(err))
	}
	return nil
}

// Each implements Store. An empty file that a crash left is a name too, so that whoever clears away what
// the database does not know finds it.
func (f *Folder) Each(ctx context.Context, each func(name string) error) error {
	return f.files(ctx, func(shard string, e fs.DirEntry) error {
		if name := e.Name(); ValidName(name) && name[:2] == shard {
			return each(name)
		}
		return nil
	})
}

func (f *Folder) files(ctx context.Context, each func(shard string, e fs.DirEntry) error) error {
	for i := range 256 {
		if err := ended(ctx); err != nil {
			return fmt.Errorf("blob: list: %w", err)
		}
		shard := fmt.Sprintf("%02x", i)
		entries, err := os.ReadDir(filepath.Join(f.dir, shard))
		if err != nil {
			return fmt.Errorf("blob: list: %w", unavailable(err))
		}
		for _, e := range entries {
			if err := each(shard, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// RemoveLeftovers removes the temporary files that crashes left of Puts before the given time, and
// returns how many those were. Give an hour ago, so that no Put of another process is disturbed.
func (f *Folder) RemoveLeftovers(ctx context.Context, before time.Time) (int, error) {
	n := 0
	err := f.files(ctx, func(shard string, e fs.DirEntry) error {
		if !strings.HasPrefix(e.Name(), tmpPrefix) {
			return nil
		}
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			if err = os.Remove(filepath.Join(f.dir, shard, e.Name())); err == nil {
				n++
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blob: remove leftovers: %w", unavailable(err))
		}
		return nil
	})
	return n, err
}

// Check implements Store.
func (f *Folder) Check(ctx context.Context) error {
	if err := f.private(); err != nil {
		return fmt.Errorf("blob: check: %w", err)
	}
	if err := roundTrip(ctx, f); err != nil {
		return fmt.Errorf("blob: check: the folder %s: %w", f.dir, err)
	}
	return nil
}

// writeSynced writes data to f, brings it to the disk and closes it.
func writeSynced(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir brings the names in a folder to the disk. File systems that know no such thing say EINVAL or
// ENOTSUP, and keep names safe in their own way.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
