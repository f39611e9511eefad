package imaging

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Set this to 1 to measure the memory of many uploads at once. It takes half a
// minute of all processors.
const memoryTest = "SHINSA_MEMORY_TEST"

// The most that a process may take for 32 uploads at once, in bytes, the uploaded
// files included.
const memoryBound = 600 << 20

// TestManyLargeUploadsStayWithinMemory lets 32 goroutines accept a large file each,
// every one with its own copy of the bytes, in a process of its own, and asks the
// system for the most memory that process ever had. Progressive files are left to
// the standard library's decoder, which takes all of the budget that it may.
func TestManyLargeUploadsStayWithinMemory(t *testing.T) {
	const fileVariable = memoryTest + "_FILE"
	if file := os.Getenv(fileVariable); file != "" {
		acceptMany(t, file)
		return
	}
	if testing.Short() || os.Getenv(memoryTest) == "" || runtime.GOOS != "linux" {
		t.Skipf("set %s=1, on Linux", memoryTest)
	}
	for name, data := range map[string][]byte{
		"40 MP":                    withSegments(baseline(t, photo(7296, 5472, 12), 86), oriented(6)),
		"16 MP progressive":        testJPEG{w: 4600, h: 3450, sampling: yuv420, progressive: true, sample: smooth}.encode(),
		"16 MP progressive, 4:4:4": testJPEG{w: 4600, h: 3450, sampling: yuv444, progressive: true, sample: smooth}.encode(),
	} {
		file := filepath.Join(t.TempDir(), "photo.jpg")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, processors := range []int{2, 8} {
			child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
			child.Env = append(os.Environ(), fileVariable+"="+file, "GOMAXPROCS="+strconv.Itoa(processors))
			start := time.Now()
			out, err := child.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for line := range strings.Lines(string(out)) {
				if _, peak, ok := strings.Cut(line, "peak"); ok {
					t.Logf("32 of %s, %.1f MB each, GOMAXPROCS=%d: %v, peak%s", name, float64(len(data))/1e6, processors,
						time.Since(start).Round(100*time.Millisecond), strings.TrimRight(peak, "\n"))
				}
			}
		}
	}
}

func acceptMany(t *testing.T, file string) {
	in := NewIntake(DefaultLimits(), NewBudget(DefaultBudgetBytes, time.Hour))
	var uploads sync.WaitGroup
	for range 32 {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		uploads.Go(func() {
			if _, err := in.Accept(context.Background(), data); err != nil {
				t.Error(err)
			}
		})
	}
	uploads.Wait()
	peak := peakMemory(t)
	t.Logf("peak %d MiB", peak>>20)
	if peak > memoryBound {
		t.Errorf("peak of %d MiB, want at most %d MiB", peak>>20, memoryBound>>20)
	}
}

// peakMemory is the most resident memory that the process has had, in bytes.
func peakMemory(t *testing.T) int64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kB int64
		if n, _ := fmt.Sscanf(lines.Text(), "VmHWM: %d kB", &kB); n == 1 {
			return kB << 10
		}
	}
	t.Fatal("no VmHWM in /proc/self/status")
	return 0
}
