"""The sealed room: complaints, who may open them, how they are handled and by when."""
