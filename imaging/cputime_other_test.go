//go:build !unix

package imaging

import "time"

var testsBegan = time.Now()

// cpuTime is the time that has passed, where the processor's cannot be asked for.
func cpuTime() time.Duration { return time.Since(testsBegan) }
