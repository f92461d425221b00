/* What the programs in C share: files as bytes, and the lines "TASK COUNT" that peer-process.ts sends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  unsigned char *bytes;
  long length;
} Bytes;

static Bytes read_file(const char *path) {
  Bytes file = {NULL, 0};
  FILE *stream = fopen(path, "rb");
  if (!stream) exit(2);
  fseek(stream, 0, SEEK_END);
  file.length = ftell(stream);
  rewind(stream);
  file.bytes = malloc((size_t)file.length);
  if (fread(file.bytes, 1, (size_t)file.length, stream) != (size_t)file.length) exit(2);
  fclose(stream);
  return file;
}

static double processor_microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Answers each line: a task that begins with "judge" by what `work` says of it, any other by its microseconds. */
static int serve(int (*work)(const char *task)) {
  char task[64];
  long times;
  while (scanf("%63s %ld", task, &times) == 2) {
    if (!strncmp(task, "judge", 5)) {
      printf("%s\n", work(task) ? "accepted" : "refused");
    } else {
      double started = processor_microseconds();
      for (long done = 0; done < times; done++) work(task);
      printf("%.1f\n", (processor_microseconds() - started) / (double)times);
    }
    fflush(stdout);
  }
  return 0;
}
