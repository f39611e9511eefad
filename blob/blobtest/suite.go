// Package blobtest holds what every blob.Store must do, as tests, and an S3 service in memory to run them
// against. Only tests import it.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"shinsa/blob"
)

// Run runs the suite. open returns a new, empty store for each call.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store){
		"WhatIsPutComesBack":         whatIsPutComesBack,
		"NothingIsOverwritten":       nothingIsOverwritten,
		"UnknownNamesAreNotFound":    unknownNamesAreNotFound,
		"OnlyValidNamesAreUsed":      onlyValidNamesAreUsed,
		"SizesHaveLimits":            sizesHaveLimits,
		"DeletedIsGone":              deletedIsGone,
		"EachListsAll":               eachListsAll,
		"EachStopsWithItsCaller":     eachStopsWithItsCaller,
		"OneOfManyPutsWins":          oneOfManyPutsWins,
		"EndedContextsAreNoOutage":   endedContextsAreNoOutage,
		"CheckLeavesNothingBehind":   checkLeavesNothingBehind,
		"SlicesBelongToTheirCallers": slicesBelongToTheirCallers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// Put puts data under a new name and returns the name.
func Put(t testing.TB, s blob.Store, data []byte) string {
	t.Helper()
	name := blob.NewName()
	if err := s.Put(t.Context(), name, data); err != nil {
		t.Fatalf("Put: %v", err)
	}
	return name
}

// Names returns every name in the store, sorted.
func Names(t testing.TB, s blob.Store) []string {
	t.Helper()
	var names []string
	if err := s.Each(t.Context(), func(name string) error { names = append(names, name); return nil }); err != nil {
		t.Fatalf("Each: %v", err)
	}
	slices.Sort(names)
	return names
}

func holds(t testing.TB, s blob.Store, name string, want []byte) {
	t.Helper()
	got, err := s.Get(t.Context(), name)
	if err != nil {
		t.Errorf("Get: %v", err)
	} else if !bytes.Equal(got, want) {
		t.Errorf("Get gives %d bytes that differ from the %d that were put", len(got), len(want))
	}
}

func whatIsPutComesBack(t *testing.T, s blob.Store) {
	kept := map[string][]byte{}
	for _, size := range []int{1, 300, 500 << 10, 10<<20 + 41} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(i * 7 >> 3)
		}
		kept[Put(t, s, data)] = data
	}
	kept[Put(t, s, []byte("\x00\r\n\xff\xfe%2F"))] = []byte("\x00\r\n\xff\xfe%2F")
	for name, data := range kept {
		holds(t, s, name, data)
	}
}

func nothingIsOverwritten(t *testing.T, s blob.Store) {
	name := Put(t, s, []byte("first"))
	for _, data := range []string{"other", "first and more", "f"} {
		if err := s.Put(t.Context(), name, []byte(data)); !errors.Is(err, blob.ErrExists) {
			t.Errorf("a second Put: %v, want ErrExists", err)
		}
	}
	holds(t, s, name, []byte("first"))
	if err := s.Put(t.Context(), name, []byte("first")); err != nil {
		t.Errorf("the same bytes again: %v, want no error", err)
	}
	holds(t, s, name, []byte("first"))
}

func unknownNamesAreNotFound(t *testing.T, s blob.Store) {
	if data, err := s.Get(t.Context(), blob.NewName()); !errors.Is(err, blob.ErrNotFound) || data != nil {
		t.Errorf("Get = %q, %v, want ErrNotFound", data, err)
	}
	if names := Names(t, s); len(names) != 0 {
		t.Errorf("a new store lists %v", names)
	}
}

func onlyValidNamesAreUsed(t *testing.T, s blob.Store) {
	good := Put(t, s, []byte("x"))
	for _, name := range []string{
		"", ".", "..", "/", "../" + good, "/etc/passwd", "..\\" + good[3:], good[:2] + "/" + good, good + "/", good + ".",
		good[:39], good + "0", strings.ToUpper(good[:39]) + "F", good[:38] + "..", good[:39] + "\x00", good[:39] + "/", good[:39] + "\n",
		strings.Repeat("../", 13) + "a", "." + good[1:], good[:37] + "é", "%2e%2e%2f" + good[9:],
	} {
		if err := s.Put(t.Context(), name, []byte("y")); err == nil || errors.Is(err, blob.ErrUnavailable) {
			t.Errorf("Put under %q: %v, want an error about the name", name, err)
		}
		if data, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get under %q = %q, %v, want ErrNotFound", name, data, err)
		}
		if err := s.Delete(t.Context(), name); err != nil {
			t.Errorf("Delete under %q: %v, want no error", name, err)
		}
	}
	holds(t, s, good, []byte("x"))
	if names := Names(t, s); len(names) != 1 {
		t.Errorf("the store lists %q, want one name", names)
	}
}

func sizesHaveLimits(t *testing.T, s blob.Store) {
	for what, data := range map[string][]byte{"nothing": nil, "no bytes": {}, "a byte too many": make([]byte, blob.MaxSize+1)} {
		name := blob.NewName()
		if err := s.Put(t.Context(), name, data); err == nil || errors.Is(err, blob.ErrUnavailable) {
			t.Errorf("Put of %s: %v, want an error about the size", what, err)
		}
		if _, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get after a refused Put: %v, want ErrNotFound", err)
		}
	}
}

func deletedIsGone(t *testing.T, s blob.Store) {
	name, kept := Put(t, s, []byte("x")), Put(t, s, []byte("y"))
	for range 2 {
		if err := s.Delete(t.Context(), name); err != nil {
			t.Errorf("Delete: %v", err)
		}
		if _, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get: %v, want ErrNotFound", err)
		}
	}
	holds(t, s, kept, []byte("y"))
	if names := Names(t, s); !slices.Equal(names, []string{kept}) {
		t.Errorf("the store lists %v, want %v", names, kept)
	}
	if err := s.Put(t.Context(), name, []byte("z")); err != nil { // as a restore does
		t.Errorf("Put of a name that was deleted: %v", err)
	}
	holds(t, s, name, []byte("z"))
}

// eachListsAll goes beyond a thousand, where S3 services begin a second page.
func eachListsAll(t *testing.T, s blob.Store) {
	want := make([]string, 1010)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(want); i += 4 {
				want[i] = blob.NewName()
				if err := s.Put(t.Context(), want[i], []byte("x")); err != nil {
					t.Errorf("Put: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(want)
	if got := Names(t, s); !slices.Equal(got, want) {
		t.Errorf("lists %d names, want the %d that were put", len(got), len(want))
	}
}

func eachStopsWithItsCaller(t *testing.T, s blob.Store) {
	Put(t, s, []byte("x"))
	Put(t, s, []byte("y"))
	stop := errors.New("enough")
	calls := 0
	if err := s.Each(t.Context(), func(string) error { calls++; return stop }); !errors.Is(err, stop) || calls != 1 {
		t.Errorf("Each = %v after %d calls, want the caller's error after one", err, calls)
	}
}

func oneOfManyPutsWins(t *testing.T, s blob.Store) {
	name := blob.NewName()
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = s.Put(t.Context(), name, bytes.Repeat([]byte{byte('a' + i)}, 1000+i)) })
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("both %d and %d put the name", winner, i)
		case err == nil:
			winner = i
		case !errors.Is(err, blob.ErrExists):
			t.Errorf("Put: %v, want ErrExists", err)
		}
	}
	if winner < 0 {
		t.Fatal("nobody put the name")
	}
	holds(t, s, name, bytes.Repeat([]byte{byte('a' + winner)}, 1000+winner))
}

func endedContextsAreNoOutage(t *testing.T, s blob.Store) {
	name := Put(t, s, []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := s.Get(ctx, name)
	for what, err := range map[string]error{
		"Put": s.Put(ctx, blob.NewName(), []byte("y")), "Get": getErr, "Delete": s.Delete(ctx, name),
		"Each": s.Each(ctx, func(string) error { return nil }), "Check": s.Check(ctx),
	} {
		if !errors.Is(err, context.Canceled) || errors.Is(err, blob.ErrUnavailable) || errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: %v, want Canceled alone", what, err)
		}
	}
	holds(t, s, name, []byte("x"))
}

func checkLeavesNothingBehind(t *testing.T, s blob.Store) {
	name := Put(t, s, []byte("x"))
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	if names := Names(t, s); !slices.Equal(names, []string{name}) {
		t.Errorf("after a check the store lists %v, want %v", names, name)
	}
}

func slicesBelongToTheirCallers(t *testing.T, s blob.Store) {
	data := []byte("original")
	name := Put(t, s, data)
	copy(data, "changed!")
	holds(t, s, name, []byte("original"))
	got, err := s.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	copy(got, "changed!")
	holds(t, s, name, []byte("original"))
}
