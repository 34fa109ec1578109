"""Budget rounds: requests under each ward's ceiling, assessment, enactment, spending; who decides; help to choose."""
