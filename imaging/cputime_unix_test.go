//go:build unix

package imaging

import (
	"syscall"
	"time"
)

// cpuTime is the processor time that this process has used. On a busy machine it tells what work was
// done, and not how long it had to wait for its turn.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
