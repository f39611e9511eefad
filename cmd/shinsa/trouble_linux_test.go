package main

import (
	"net/http"
	"os/signal"
	"syscall"
	"testing"
	"unsafe"
)

func init() {
	prepareChild = func() { signal.Ignore(syscall.SIGXFSZ) } // so that a write says EFBIG instead of ending the process
}

// A disk that takes no more is played by a limit on the size of the server's files.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	limitFiles(t, s.server, 1)
	s.refuses()
	eventually(t, "the server says that it is not ready", func() bool { return status(s.server.url+"/readyz") == http.StatusServiceUnavailable })
	limitFiles(t, s.server, ^uint64(0))
	s.works()
}

// limitFiles sets the greatest size of a file that a process may write, in bytes (prlimit(2)).
func limitFiles(t *testing.T, p *program, size uint64) {
	t.Helper()
	limit := syscall.Rlimit{Cur: size, Max: ^uint64(0)}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(p.cmd.Process.Pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		t.Fatal(errno)
	}
}
