package imaging

import (
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The standard library's own test pictures were written by other encoders. All
// that it decodes is accepted, but for the one that was cut short.
func TestPicturesOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(build.Default.GOROOT, "src", "image", "testdata", "*.jpeg"))
	if len(files) == 0 {
		t.Skip("this Go comes without its test pictures")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := roomy(tiny())
			if strings.Contains(file, "truncated") {
				wantRefusal(t, in, data, RefusedCutShort)
				return
			}
			accept(t, in, data)
		})
	}
}
