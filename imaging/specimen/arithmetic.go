package specimen

// Small arithmetic on integers of several widths.

func clamp(v int32) uint8 { return uint8(max(0, min(255, v))) }

func sign(v int32) int32 {
	if v < 0 {
		return -1
	}
	return 1
}

func abs32(v int32) int32 {
	if v < 0 {
		return -v
	}
	return v
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}

func abs64(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}
